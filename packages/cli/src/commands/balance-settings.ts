/** A policy's settings as a person gives them: from a file, or what there is with options over it. */
import { readFileSync } from 'node:fs';
import { BalanceSettings, type Provider } from '@evenkeel/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ApiClient } from '../api/client.ts';
import { findInstance } from '../api/instance-names.ts';
import { refusal } from '../errors.ts';
import { atMost } from '../options.ts';

export interface SettingsOptions {
  file?: string;
  goal?: BalanceSettings['goal']['kind'];
  by?: BalanceSettings['by'];
  mode?: BalanceSettings['mode'];
  schedule?: string;
  timeZone?: string;
  quiet?: BalanceSettings['quietHours'];
  hold?: number;
  cooldown?: number;
  mostMoves?: number;
  zone?: string[];
  aggregate?: string[];
  never?: string[];
  stay?: string[];
  prefer?: string[];
}

const WEIGHTS = { cpu: 1, memory: 1 };
/** Goals as they usually are, by CPU and memory. */
export const GOALS = {
  even: { kind: 'even', weights: WEIGHTS },
  hot: { kind: 'hot', weights: WEIGHTS, threshold: 0.85 },
  consolidate: { kind: 'consolidate', ceiling: 0.9, hosts: null },
  spare: { kind: 'spare' },
} as const;

export function addSettingsOptions(command: Command): Command {
  return command
    .option('--file <file>', 'settings as JSON or YAML, as "show --json" gives them; - is stdin')
    .addOption(new Option('--goal <goal>', 'the goal as it usually is').choices(Object.keys(GOALS)))
    .addOption(new Option('--by <what>', 'what the load is').choices(['allocation', 'use']))
    .addOption(
      new Option('--mode <mode>', 'what it does by itself').choices(['manual', 'suggest', 'automatic']),
    )
    .option('--schedule <cron>', 'when it looks, in five fields')
    .option('--time-zone <name>', 'of the schedule and the quiet hours')
    .option('--quiet <span>', 'quiet hours such as 22:00-06:00; again for more; "none"', quiet)
    .option('--hold <minutes>', 'it has to be worth it so long', minutes(10_000))
    .option('--cooldown <minutes>', 'moved instances are left alone', minutes(100_000))
    .option('--most-moves <number>', 'of one plan', atMost(1000))
    .option('--zone <zones...>', 'only hosts of these zones; "all"')
    .option('--aggregate <aggregates...>', 'only hosts of these aggregates; "all"')
    .option('--never <instances...>', 'never moved, by name or id; "none"')
    .option('--stay <instances...>', 'rather stay; "none"')
    .option('--prefer <instance=host...>', 'should rather be there; "none"');
}

function minutes(most: number): (text: string) => number {
  return (text) => (text === '0' ? 0 : atMost(most)(text));
}

function quiet(text: string, before: BalanceSettings['quietHours'] = []): BalanceSettings['quietHours'] {
  if (text === 'none') return [];
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw new InvalidArgumentError('Give such as 22:00-06:00, or none.');
  return [...before, { from, to }];
}

/** @param now the settings in force; null for a new policy. Throws a refusal for what is none. */
export async function settingsOf(
  client: ApiClient,
  provider: Provider,
  now: BalanceSettings | null,
  options: SettingsOptions,
): Promise<BalanceSettings> {
  const { file, goal, by, mode, schedule, timeZone, quiet: quietHours, hold, cooldown, mostMoves } = options;
  const start = file === undefined ? (now ?? { goal: GOALS.even }) : readSettings(file);
  const ids = (names: readonly string[]) => idsOf(client, provider, names);
  const { rules, scope } = BalanceSettings.parse(start);
  const said = {
    goal: goal && GOALS[goal],
    ...{ by, mode, schedule, timeZone, quietHours, mostMoves, holdMinutes: hold, cooldownMinutes: cooldown },
    scope: {
      zones: namesOf(options.zone, scope.zones),
      aggregates: namesOf(options.aggregate, scope.aggregates),
    },
    rules: {
      never: options.never ? await ids(options.never) : rules.never,
      stay: options.stay ? await ids(options.stay) : rules.stay,
      prefer: options.prefer ? await preferencesOf(client, provider, options.prefer) : rules.prefer,
    },
  };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return checked({ ...start, ...given });
}

const namesOf = (typed: string[] | undefined, now: string[] | null) =>
  typed === undefined ? now : typed.includes('all') ? null : typed;

async function idsOf(client: ApiClient, provider: Provider, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) if (name !== 'none') ids.push((await findInstance(client, name, provider.id)).id);
  return ids;
}

async function preferencesOf(
  client: ApiClient,
  provider: Provider,
  typed: readonly string[],
): Promise<BalanceSettings['rules']['prefer']> {
  const hosts = new Map<string, string[]>();
  for (const one of typed) {
    if (one === 'none') continue;
    const [, name, host] = /^(.+)=([^=]+)$/.exec(one) ?? [];
    if (name === undefined || host === undefined)
      throw refusal('usage', `"${one}" is not INSTANCE=HOST.`, 'Such as --prefer web-01=compute-05.');
    const { id } = await findInstance(client, name, provider.id);
    hosts.set(id, [...(hosts.get(id) ?? []), host]);
  }
  return [...hosts].map(([instance, names]) => ({ instance, hosts: names }));
}

/** A whole policy as "show --json" gives it, or its settings alone. */
function readSettings(file: string): BalanceSettings {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw refusal('file-unreadable', `${file} can not be read: ${(error as Error).message}.`);
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw refusal('file-invalid', `${file} is neither JSON nor YAML: ${(error as Error).message}`);
  }
  const whole = z.object({ settings: z.unknown() }).safeParse(value);
  return checked(whole.success && whole.data.settings !== undefined ? whole.data.settings : value);
}

function checked(value: unknown): BalanceSettings {
  const settings = BalanceSettings.safeParse(value);
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  throw refusal(
    'settings-invalid',
    `These are no settings of a policy: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}.`,
    'evenkeel balance-policies show PROVIDER NAME --json shows how they look.',
  );
}
