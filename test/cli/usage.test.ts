import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../packages/cli/src/program.ts';
import { BIN, cleanEnvironment, errorOf, evenkeel } from './command.ts';

/** Every command there is, with the ones it belongs to before its name. */
const commands = (function walk(command: Command, before = ''): { name: string; command: Command }[] {
  return command.commands.flatMap((one) => {
    const name = `${before}${one.name()}`;
    return [{ name, command: one }, ...walk(one, `${name} `)];
  });
})(createProgram());

/** As --help prints it where there is no terminal. */
function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 80,
  });
  command.outputHelp();
  return help;
}

/** A folder in which no server keeps its data. */
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'evenkeel-cli-'));
});
afterAll(() => rm(cwd, { recursive: true }));

describe('help', () => {
  it('names every command, the exit codes and the version', async () => {
    const help = await evenkeel(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Exit codes:') });
    for (const { name } of commands.filter((one) => !one.name.includes(' '))) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
    const version = await evenkeel(['--version']);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each(commands)('of $name has examples and fits into 80 columns', ({ command }) => {
    const help = helpOf(command);
    if (command.commands.length === 0) expect(help).toContain('Examples:\n');
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('wrong usage ends with 2 and says what is wrong', () => {
  it.each<[string[], string]>([
    [['instnces'], "Unknown command 'instnces'"],
    [['instances', '--zome', 'a'], "Unknown option '--zome'"],
    [['instances', '--sort', 'colour'], 'Allowed choices are name'],
    [['migrate'], "Missing required argument 'instance'"],
    [['migrate', 'a', '--block', 'maybe'], 'Allowed choices are auto, yes, no'],
    [['provider', 'add', 'West'], '--os-cloud'],
    [['completion', 'tcsh'], 'bash, zsh and fish'],
  ])('%j', async (words, message) => {
    const ended = await evenkeel(words, { cwd });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toContain('    at ');
  });

  it('with --json as one object', async () => {
    const ended = await evenkeel(['instances', '--json', '--sort', 'colour'], { cwd });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(errorOf(ended)).toMatchObject({ code: 'usage', message: expect.stringContaining('colour') });
  });

  it('shows the help where a command is missing', async () => {
    const ended = await evenkeel(['provider'], { cwd });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('remove') });
  });
});

describe('without a server or a token', () => {
  it('says how to name a server', async () => {
    const ended = await evenkeel(['instances'], { cwd, env: { EVENKEEL_TOKEN: 'x' } });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('EVENKEEL_URL') });
  });

  it('says how to make a token', async () => {
    const ended = await evenkeel(['instances', '--url', 'http://127.0.0.1:1'], { cwd });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('evenkeel token create') });
  });

  it.each(['127.0.0.1:8480', 'ftp://host', 'http://user:secret@host'])(
    'refuses the address %s',
    async (url) => {
      const ended = await evenkeel(['hosts', '--url', url, '--token', 'x', '--json'], { cwd });
      expect(ended.code).toBe(2);
      expect(errorOf(ended).code).toBe('url-not-valid');
    },
  );

  it('ends with 3 where nothing answers', async () => {
    const ended = await evenkeel(['hosts', '--url', 'http://127.0.0.1:1', '--token', 'x'], { cwd });
    expect(ended).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('connection refused'),
    });
  });

  it('says where it sought the data of the server whose token is to be made', async () => {
    const ended = await evenkeel(['token', 'create'], { cwd });
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(join(cwd, '.evenkeel')),
    });
  });
});

it('completes commands, options and their values in bash', async () => {
  const script = `source <("$0" "$1" completion bash)
    for line in "mig" "migrate --block " "provider " "hosts --sta"; do
      words=(evenkeel $line); [[ $line == *" " ]] && words+=("")
      COMP_WORDS=("\${words[@]}"); COMP_CWORD=$((\${#words[@]} - 1)); _evenkeel; echo "\${COMPREPLY[@]}"
    done`;
  const env = cleanEnvironment() as NodeJS.ProcessEnv;
  const { stdout } = await promisify(execFile)('bash', ['-c', script, process.execPath, BIN], { env });
  const [names, values, parts, options] = stdout.split('\n');
  expect(names).toBe('migrations migrate');
  expect(values).toBe('auto yes no');
  expect(parts).toMatch(/^add remove /);
  expect(options).toBe('--status --state');
});
