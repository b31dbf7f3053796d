import { Instance, ProbeResult, ProviderProbe, type RunProbe } from '@evenkeel/contract';
import { Argument, type Command } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { findInstance } from '../api/instance-names.ts';
import { findProvider, listOpenMoves } from '../api/lists.ts';
import { findOpenMove, isMeant, WHOLE_ID } from '../api/open-moves.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { probe as parseProbe } from '../options.ts';
import { printJson, printLine } from '../output/print.ts';
import { printable, wrapped } from '../output/text.ts';

const AFTER = `
While a probed instance is moved, the server asks it for a sign of life every
50 ms: by ping, or by opening a TCP connection. Told are the longest time
without an answer and when it was. Out of reach: said, and nothing reported.

MOVE is the id of a move, or an instance: then its last move.

Examples:
  $ evenkeel migrate web-01 --probe tcp:443 --wait && evenkeel probe web-01
  $ evenkeel probe web-01 --json | jq .longestGap.ms
`;

export function addProbe(program: Command): void {
  program
    .command('probe')
    .argument('<move>', 'a move or an instance')
    .description('tell whether an instance answered while it was moved')
    .option('--provider <name>', 'the provider (name or id) of the instance')
    .addHelpText('after', AFTER)
    .action(async (typed: string, _options: unknown, command: Command) => {
      const { json, provider, ...options } = command.optsWithGlobals<GlobalOptions & { provider?: string }>();
      const client = await clientFor(options);
      const providerId = provider === undefined ? undefined : (await findProvider(client, provider)).id;
      const result = await client.get(`/moves/${await moveId(client, typed, providerId)}/probe`, ProbeResult);
      if (json) return printJson(result);
      const where = result.address === null ? '' : `${printable(result.address)}: `;
      printLine(wrapped(`${result.status}. ${where}${printable(result.message)}`, process.stdout));
    });
}

/** The move with this id, the one under way that is meant, or the instance's last. Throws a refusal. */
async function moveId(client: ApiClient, typed: string, providerId?: string): Promise<string> {
  const open = (await listOpenMoves(client)).filter(
    (move) => providerId === undefined || move.providerId === providerId,
  );
  const [only, ...others] = open.filter((move) => isMeant(move, typed));
  if (only && others.length === 0) return only.id;
  if (only) return (await findOpenMove(client, typed)).id;
  const instance = await findInstance(client, typed, providerId).catch((error: unknown) => {
    // An id of neither is told by the server to be no move.
    if (WHOLE_ID.test(typed)) return null;
    throw error;
  });
  if (instance === null) return typed;
  const { move } = await client.get(`/providers/${instance.providerId}/instances/${instance.id}`, Instance);
  if (move) return move.id;
  throw refusal('move-unknown', `Evenkeel has never moved ${instance.name}.`);
}

const AFTER_PROVIDER = `
HOW is icmp, tcp:PORT or none; without it the setting is shown. It holds for
moves from now on; evenkeel migrate --probe sets it for one run.

Examples:
  $ evenkeel provider probe West tcp:22
  $ evenkeel provider probe West none
`;

export function addProviderProbe(provider: Command): void {
  provider
    .command('probe')
    .argument('<name>', 'the name or the id')
    .addArgument(new Argument('[how]', 'icmp, tcp:PORT or none').argParser(parseProbe))
    .description('ask instances for a sign of life while they are moved')
    .addHelpText('after', AFTER_PROVIDER)
    .action(async (name: string, how: RunProbe | undefined, _options: unknown, command: Command) => {
      const { json, ...options } = command.optsWithGlobals<GlobalOptions>();
      const client = await clientFor(options);
      const found = await findProvider(client, name);
      const path = `/providers/${found.id}/probe`;
      const probe = how?.kind === 'none' ? null : how;
      const setting =
        probe === undefined
          ? await client.get(path, ProviderProbe)
          : await client.patch(path, ProviderProbe, { probe });
      if (json) return printJson(setting);
      printLine(`${printable(found.name)}: moves are ${inWords(setting)}.`);
    });
}

function inWords({ probe }: ProviderProbe): string {
  if (probe === null) return 'not probed';
  return probe.kind === 'tcp' ? `probed by TCP, port ${probe.port}` : 'probed by ICMP';
}
