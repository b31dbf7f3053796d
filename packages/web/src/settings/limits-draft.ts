import type { ProviderLimits } from '@evenkeel/contract';

/** As it is typed. */
export type LimitsDraft = Record<keyof ProviderLimits, string>;

interface Field {
  name: keyof ProviderLimits;
  label: string;
  help: string;
  least: number;
  most: number;
  isWhole: boolean;
}

/** As contract's ProviderLimits bounds them. */
export const LIMIT_FIELDS: readonly Field[] = [
  {
    ...{ name: 'perSourceHost', least: 1, most: 100, isWhole: true },
    label: 'From one host at a time',
    help: "As Nova's max_concurrent_live_migrations, which is 1 unless somebody changed it. Others' migrations count.",
  },
  {
    ...{ name: 'total', least: 1, most: 1000, isWhole: true },
    label: 'At a time in the whole cloud',
    help: 'Of those that Evenkeel asks for; the rest waits here and can be put in order.',
  },
  {
    ...{ name: 'linkGbps', least: 0.01, most: 1000, isWhole: false },
    label: "A host's link (gigabits a second)",
    help: 'Forecasts and plans are made with it; nothing is held to it.',
  },
  {
    ...{ name: 'secondsPerMove', least: 0, most: 3600, isWhole: false },
    label: 'Seconds of a move in which nothing is copied',
    help: 'Asking, preparing, switching over: for forecasts too.',
  },
];

export function limitsDraftOf(limits: ProviderLimits): LimitsDraft {
  return Object.fromEntries(LIMIT_FIELDS.map(({ name }) => [name, String(limits[name])])) as LimitsDraft;
}

/** The sentence for each field that can not be sent as it is. */
export function wrongLimits(draft: LimitsDraft): Partial<Record<keyof ProviderLimits, string>> {
  const wrong: Partial<Record<keyof ProviderLimits, string>> = {};
  for (const { name, least, most, isWhole } of LIMIT_FIELDS) {
    const number = Number(draft[name]);
    const fits = draft[name].trim() !== '' && number >= least && number <= most;
    if (!fits || (isWhole && !Number.isInteger(number)))
      wrong[name] = `Give a ${isWhole ? 'whole number' : 'number'} from ${least} to ${most}.`;
  }
  return wrong;
}

export function limitsOf(draft: LimitsDraft): ProviderLimits {
  return Object.fromEntries(LIMIT_FIELDS.map(({ name }) => [name, Number(draft[name])])) as ProviderLimits;
}
