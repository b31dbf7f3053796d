/** The process around the server: what it is told at the command line, what it says, and how it ends. */
import { CommanderError } from 'commander';
import type { Logger } from 'pino';
import { type Evenkeel, type Parts, start } from '../main.ts';
import { publicUrl } from './address.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { makeDataDirectory } from './data-directory.ts';
import { type Log, openLog } from './logging.ts';
import { RefusalToStart } from './refusal-to-start.ts';
import { startMessage } from './start-message.ts';

/** npm passes a Ctrl-C on to us, who had it from the terminal already: that is no second one. */
const SAME_SIGNAL_MILLISECONDS = 500;
/** Longer than any part takes to stop. */
const STOP_MILLISECONDS = 15_000;
const EXIT_FORCED = 130;

/**
 * Runs Evenkeel until it is told to stop, and ends the process: with 0 when it stopped as told.
 * @param parts tests shorten the times
 */
export async function run(argv: readonly string[], parts: Omit<Parts, 'logger'> = {}): Promise<void> {
  let configuration: Configuration;
  let log: Log;
  try {
    configuration = readConfiguration(argv, process.env);
    await makeDataDirectory(configuration.dataDirectory);
    log = openLog(configuration.dataDirectory, process.stderr.isTTY === true);
  } catch (error) {
    // Commander has said already what was wrong, or shown the help.
    if (error instanceof CommanderError) process.exit(error.exitCode);
    refuse(error);
  }
  const { logger, file } = log;
  const starting = start(configuration, { ...parts, logger });
  stopOnSignals(starting, logger);
  try {
    const evenkeel = await starting;
    const address = publicUrl(configuration, evenkeel.port);
    logger.info({ url: evenkeel.url }, 'Evenkeel is started');
    console.log(startMessage({ evenkeel, configuration, address, logFile: file }));
    const reason = await evenkeel.broken;
    await endWith(evenkeel, logger, new Error(reason));
  } catch (error) {
    refuse(error, logger);
  }
}

/** The first signal stops everything in order; a second one ends the process at once. */
function stopOnSignals(starting: Promise<Evenkeel>, logger: Logger): void {
  let first = 0;
  let running: Evenkeel | null = null;
  starting.then(
    (evenkeel) => {
      running = evenkeel;
    },
    () => undefined,
  );
  function force(): never {
    running?.stopAtOnce();
    process.exit(EXIT_FORCED);
  }
  async function onSignal(): Promise<void> {
    const now = performance.now();
    if (first > 0) {
      if (now - first > SAME_SIGNAL_MILLISECONDS) force();
      return;
    }
    first = now;
    console.log(
      '\nStopping. Moves under way go on in their clouds and are followed again at the next start.',
    );
    setTimeout(force, STOP_MILLISECONDS);
    // A start that breaks off says so itself.
    const evenkeel = await starting.catch(() => null);
    if (!evenkeel) return;
    await evenkeel.stop();
    logger.info('Evenkeel is stopped');
    process.exit(0);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('uncaughtException', async (error) => {
    const evenkeel = await starting.catch(() => null);
    if (evenkeel) await endWith(evenkeel, logger, error);
    refuse(error, logger);
  });
}

async function endWith(evenkeel: Evenkeel, logger: Logger, error: Error): Promise<never> {
  logger.fatal({ err: error }, 'Evenkeel can not go on');
  console.error(`Evenkeel can not go on: ${error.message}`);
  await evenkeel.stop();
  process.exit(1);
}

/** Ends the process with a sentence, and with a stack only where nobody foresaw it. */
function refuse(error: unknown, logger?: Logger): never {
  if (error instanceof RefusalToStart) {
    console.error(error.message);
  } else {
    logger?.fatal({ err: error }, 'Evenkeel did not start');
    console.error('Evenkeel did not start:', error);
  }
  process.exit(1);
}
