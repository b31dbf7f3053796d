import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

/** A program of its own, started as one: the command imports nothing of it (docs/adr/0002-the-demo-cloud-is-a-program.md). */
const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.resolve('@evenkeel/demo-cloud')));

const AFTER = `
It runs until Ctrl-C, and forgets everything then. Its faults are made with
POST /control, as packages/demo-cloud/README.md tells.

Examples:
  $ evenkeel demo-cloud --hosts 20 --instances 1000 --max-microversion 2.93
  $ export OS_CLIENT_CONFIG_FILE=demo-clouds.yaml
  $ openstack --os-cloud demo-north server list --all-projects
`;

export function addDemoCloud(program: Command): void {
  program
    .command('demo-cloud')
    .description('run a simulated OpenStack cloud, for trying OpenStack tools against')
    .option('--hosts <number>', 'hosts in each region', '6')
    .option('--instances <number>', 'instances in each region', '120')
    .option('--max-microversion <version>', "Nova's highest microversion, 2.1 to 2.100", '2.96')
    .option('--port <number>', 'where it listens on 127.0.0.1; 0 takes any free port', '0')
    .option('--regions <names>', 'names of its regions, with commas', 'north,south')
    .option('--seed <number>', 'the same seed builds the same cloud', '1')
    .option('--time-scale <number>', 'how many simulated seconds pass in a real one', '1')
    .option('--clouds <file>', 'where its clouds.yaml is written', 'demo-clouds.yaml')
    .addHelpText('after', AFTER)
    .action(async (options: Record<string, string>) => {
      process.exitCode = await run(Object.entries(options).flatMap(([name, value]) => [flagOf(name), value]));
    });
}

/** `maxMicroversion`, as commander calls it, back to `--max-microversion`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Runs the program until it ends; gives its exit code. A signal to us is passed on: it has a port to close. */
async function run(parameters: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), PROGRAM, ...parameters], {
    stdio: 'inherit',
  });
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
