import { Move, Run } from '@evenkeel/contract';
import type { Command } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { listOpenMoves } from '../api/lists.ts';
import { findOpenMove, WHOLE_ID } from '../api/open-moves.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { CommandError, EXIT } from '../errors.ts';
import { chooseDisplay, follow, sumUp } from '../following/follow.ts';
import { note, printJson } from '../output/print.ts';

const AFTER = `
WHAT is the id of a run, the id of a move or its unique beginning, or an
instance that is being moved. Memory and disk are told apart; the time left is
a range, from a guest that writes nothing more to one that goes on as it does.

Ends when every move it shows has ended; exit code 0 only if every one really
moved. Ctrl-C stops nothing but the watching.

Examples:
  $ evenkeel watch           # every move that is under way
  $ evenkeel watch web-01    # one instance
  $ evenkeel watch RUN       # one run, by the id that evenkeel migrate gave
`;

export function addWatch(program: Command): void {
  program
    .command('watch')
    .argument('[what]', 'a run, a move or an instance; without it every move')
    .description('watch moves until they have ended')
    .addHelpText('after', AFTER)
    .action(async (what: string | undefined, _options: unknown, command: Command) => {
      const { json = false, ...options } = command.optsWithGlobals<GlobalOptions>();
      const client = await clientFor(options);
      if (what === undefined) return watchAll(client, json);
      if (WHOLE_ID.test(what) && (await isRun(client, what))) {
        process.exitCode = await watchRun(client, what, json);
        return;
      }
      const { id } = await findOpenMove(client, what);
      const moves = await follow({
        client,
        read: async () => [await client.get(`/moves/${id}`, Move)],
        display: chooseDisplay(json),
        lookAgain: `evenkeel watch ${id}`,
      });
      if (json) printJson(moves[0]);
      process.exitCode = sumUp(moves, json);
    });
}

async function isRun(client: ApiClient, id: string): Promise<boolean> {
  return client.get(`/runs/${id}`, Run).then(
    () => true,
    (error: unknown) => {
      if (error instanceof CommandError && error.exitCode === EXIT.refused) return false;
      throw error;
    },
  );
}

/** Follows a run to its end, shows it, and gives the exit code. */
export async function watchRun(client: ApiClient, runId: string, json: boolean): Promise<number> {
  const path = `/runs/${encodeURIComponent(runId)}`;
  let run: Run | null = null;
  const read = async () => {
    run = await client.get(path, Run);
    return run.moves;
  };
  const lookAgain = `evenkeel watch ${runId}`;
  const moves = await follow({ client, read, display: chooseDisplay(json), lookAgain });
  if (json) printJson(run);
  return sumUp(moves, json);
}

async function watchAll(client: ApiClient, json: boolean): Promise<void> {
  const watched = new Set<string>();
  const ended = new Map<string, Move>();
  const read = async (): Promise<Move[]> => {
    const open = new Map((await listOpenMoves(client)).reverse().map((move) => [move.id, move]));
    for (const id of open.keys()) watched.add(id);
    for (const id of watched) {
      if (!open.has(id) && !ended.has(id)) ended.set(id, await client.get(`/moves/${id}`, Move));
    }
    return [...watched].flatMap((id) => open.get(id) ?? ended.get(id) ?? []);
  };
  const moves = await follow({ client, read, display: chooseDisplay(json), lookAgain: 'evenkeel watch' });
  if (json) printJson(moves);
  else if (moves.length === 0) note('Evenkeel moves nothing now. evenkeel migrations shows what was moved.');
  process.exitCode = sumUp(moves, json);
}
