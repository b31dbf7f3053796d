/** The filters of the history, as options: what was moved, when, by whom, and how it ended. */
import { type HistoryFilter, Outcome } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { findInstance } from '../api/instance-names.ts';
import { findProvider } from '../api/lists.ts';
import { moment } from '../options.ts';

export type HistoryOptions = Partial<Record<keyof HistoryFilter, string>>;

export function addHistoryOptions(command: Command): Command {
  return command
    .option('--provider <name>', 'only those of this provider (name or id)')
    .option('--host <host>', 'only those from or to this host')
    .option('--instance <instance>', 'only those of this instance (id or exact name)')
    .option('--project <project>', 'only those of instances of this project (id or name)')
    .addOption(new Option('--outcome <outcome>', 'only those that ended so').choices(Outcome.options))
    .option('--cause <code>', 'only those with this cause, such as disk-too-large')
    .option('--asked-by <name>', 'only those that this user or token asked for')
    .option('--from <moment>', 'only those begun then or later: 2026-03-01, 12h, 30d', moment)
    .option('--to <moment>', 'only those begun before then', moment)
    .option('--search <text>', "only those with this in the instance's name or the hosts");
}

/** The options as the API's filter. Throws a refusal for a provider or an instance that there is not. */
export async function historyFilter(client: ApiClient, options: HistoryOptions): Promise<HistoryFilter> {
  const { project, outcome, cause, askedBy, from, to, search } = options;
  const provider =
    options.provider === undefined ? undefined : (await findProvider(client, options.provider)).id;
  return {
    provider,
    instance: await instanceId(client, options.instance, provider),
    host: options.host,
    ...{ project, outcome: outcome as Outcome | undefined, cause, askedBy, from, to, search },
  };
}

/** An id is taken as it is: the history knows instances that are gone. */
async function instanceId(client: ApiClient, typed: string | undefined, provider?: string) {
  if (typed === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(typed))
    return typed?.toLowerCase();
  return (await findInstance(client, typed, provider)).id;
}
