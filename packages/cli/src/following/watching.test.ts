import { expect, it } from 'vitest';
import { CommandError, EXIT } from '../errors.ts';
import { PatientReader, watching } from './watching.ts';

const away = () =>
  Promise.reject(new CommandError(EXIT.unreachable, 'server-unreachable', 'No server can be reached.'));

it('outlasts a server that is started again, and says so once each way', async () => {
  const said: string[] = [];
  const reader = new PatientReader((line) => said.push(line));
  expect(await reader.read(async () => 1)).toBe(1);
  expect([await reader.read(away), await reader.read(away)]).toEqual([null, null]);
  expect([await reader.read(async () => 2), await reader.read(async () => 3)]).toEqual([2, 3]);
  expect(said).toEqual([
    'No server can be reached. What was asked for goes on; trying again…',
    'The server answers again.',
  ]);
});

it('what else goes wrong is no absence', async () => {
  const gone = new CommandError(EXIT.refused, 'move-unknown', 'There is no such move.');
  await expect(new PatientReader(() => undefined).read(() => Promise.reject(gone))).rejects.toBe(gone);
});

it('is left with Ctrl-C, and tells how to look again', async () => {
  const left = watching('evenkeel watch 7fff', async (signal) => {
    process.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    throw signal.reason;
  });
  await expect(left).rejects.toMatchObject({
    code: 'interrupted',
    exitCode: EXIT.interrupted,
    details: { nextStep: 'Look again: evenkeel watch 7fff' },
  });
});
