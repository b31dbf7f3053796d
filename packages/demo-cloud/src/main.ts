import { writeFileSync } from 'node:fs';
import { type Command, cloudsYaml, readCommand, USAGE } from './command.ts';
import { startDemoCloud } from './index.ts';

/** Runs the demo cloud alone: `node --import tsx packages/demo-cloud/src/main.ts --port 5555`. */
async function main(): Promise<void> {
  const command = readOrRefuse();
  if (command === null) return console.log(USAGE);
  const cloud = await startDemoCloud(command.options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cloud.close());
  const text = cloudsYaml(cloud);
  if (command.cloudsFile === null) return console.log(text);
  writeFileSync(command.cloudsFile, text, { mode: 0o600 });
  const names = cloud.regions.map((region) => `demo-${region}`).join(', ');
  console.log(`The demo cloud answers at ${cloud.authUrl}; ${command.cloudsFile} names it ${names}.`);
  console.log(`Ctrl-C ends it, and with it everything that was done there.`);
}

/** Wrong usage ends with 2, as of any command. */
function readOrRefuse(): Command | null {
  try {
    return readCommand(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
