/** ICMP echo by the system's ping (iputils): Node has no raw sockets. Its own timestamps count, not the time we read them. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ANSWER_MS, INTERVAL_MS, type Prober } from './prober.ts';
import { Tally } from './tally.ts';

/** `-D` gives each line its moment, `-O` one to each attempt that has no answer when the next is sent. */
const PARAMETERS = ['-n', '-D', '-O', '-i', String(INTERVAL_MS / 1000)];

/** What a line says: which attempt, when it was sent (ms since 1970), and when it was answered; null where it was not. */
export interface PingLine {
  number: number;
  sentMs: number;
  answeredMs: number | null;
}

/** Null for a line that is about no attempt. */
export function readPingLine(line: string): PingLine | null {
  const found = /^\[(\d+\.\d+)\] (.*)\bicmp_seq=(\d+)(?:.* time[=<]([\d.]+) ms)?/.exec(line);
  if (!found) return null;
  const [, moment, before = '', number, took] = found;
  const saidMs = Number(moment) * 1000;
  if (/^\d+ bytes from/.test(before) && took !== undefined)
    return { number: Number(number), sentMs: saidMs - Number(took), answeredMs: saidMs };
  return { number: Number(number), sentMs: saidMs - INTERVAL_MS, answeredMs: null };
}

/** Writes what the lines of one ping say into a tally; attempts that it said nothing of were sent all the same. */
export class PingReader {
  readonly tally = new Tally();
  #last: PingLine | null = null;

  read(text: string): void {
    const line = readPingLine(text);
    if (!line) return;
    const from = this.#last ?? { number: line.number - 1, sentMs: line.sentMs - INTERVAL_MS };
    const step = (line.sentMs - from.sentMs) / Math.max(1, line.number - from.number);
    for (let number = from.number + 1; number <= line.number; number += 1) {
      this.tally.sent(number, from.sentMs + step * (number - from.number));
    }
    if (line.number > from.number) this.#last = line;
    if (line.answeredMs !== null) this.tally.answered(line.number, line.answeredMs);
    this.tally.expire(line.sentMs - ANSWER_MS);
  }
}

/** `address` must be an IP address: nothing else is given to the program. */
export function startIcmp(address: string): Prober {
  const reader = new PingReader();
  const child = spawn('ping', [...PARAMETERS, address], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  createInterface({ input: child.stdout }).on('line', (line) => reader.read(line));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, 500);
  });
  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(code === 'ENOENT' ? 'the program ping is not installed on the server' : message),
    );
    child.once('close', () => resolve(said.trim().replace(/\s*\n\s*/g, '; ') || 'ping ended by itself'));
  });
  return {
    tally: reader.tally,
    problem: () => said.trim() || 'no answer',
    broken: ended.then((reason) => (stopping ? new Promise<string>(() => {}) : reason)),
    async stop() {
      stopping = true;
      child.kill('SIGINT');
      await ended;
      reader.tally.expire(Number.POSITIVE_INFINITY);
    },
  };
}
