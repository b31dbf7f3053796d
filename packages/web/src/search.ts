import type { InstanceReference, PowerState } from '@evenkeel/contract';
import type { Parameters } from './api/request.ts';

// What the address bar holds. Anything a hand could have typed wrong falls back to the default.

export type InstanceView = 'list' | 'grid' | 'tile';
export type SortKey =
  | 'name'
  | 'powerState'
  | 'host'
  | 'provider'
  | 'zone'
  | 'flavor'
  | 'project'
  | 'taskState';

export interface InstanceListSearch {
  provider?: string;
  /** The empty string is "No Availability Zone". */
  zone?: string;
  host?: string;
  powerState?: PowerState;
  search?: string;
  sort?: SortKey;
  order?: 'asc' | 'desc';
  page?: number;
  pageSize?: number;
  view?: InstanceView;
  /** Names of the shown columns, joined by commas. */
  columns?: string;
}

export const POWER_STATES: readonly PowerState[] = [
  'on',
  'off',
  'paused',
  'suspended',
  'shelved',
  'migrating',
  'rebooting',
  'building',
  'error',
  'unknown',
];
const SORT_KEYS: readonly SortKey[] = [
  'name',
  'powerState',
  'host',
  'provider',
  'zone',
  'flavor',
  'project',
  'taskState',
];
export const PAGE_SIZES = [20, 50, 100] as const;
const VIEWS: readonly InstanceView[] = ['list', 'grid', 'tile'];

export function readInstanceListSearch(raw: Record<string, unknown>): InstanceListSearch {
  return withoutUndefined({
    provider: textOf(raw.provider),
    zone: raw.zone === '' ? '' : textOf(raw.zone),
    host: textOf(raw.host),
    powerState: oneOf(POWER_STATES, raw.powerState),
    search: textOf(raw.search),
    sort: oneOf(SORT_KEYS, raw.sort),
    order: oneOf(['asc', 'desc'] as const, raw.order),
    page: Number.isInteger(Number(raw.page)) && Number(raw.page) > 1 ? Number(raw.page) : undefined,
    pageSize: oneOf(PAGE_SIZES, Number(raw.pageSize)),
    view: oneOf(VIEWS, raw.view),
    columns: textOf(raw.columns),
  });
}

export function instanceParametersOf(search: InstanceListSearch): Parameters {
  const { view: _view, columns: _columns, ...asked } = search;
  return { sort: 'name', order: 'asc', page: 1, pageSize: 20, ...asked };
}

export interface MigrateSearch {
  /** `providerId/instanceId`, joined by commas: the form never depends on what was ticked elsewhere. */
  instances?: string;
}

export function readMigrateSearch(raw: Record<string, unknown>): MigrateSearch {
  return withoutUndefined({ instances: textOf(raw.instances) });
}

export function writeReferences(references: readonly InstanceReference[]): string {
  return references.map(({ providerId, id }) => `${providerId}/${id}`).join(',');
}

export function readReferences(text: string | undefined): InstanceReference[] {
  return [...new Set((text ?? '').split(','))].flatMap((part) => {
    const [providerId, id] = part.split('/');
    return providerId && id ? [{ providerId, id }] : [];
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;
}

function oneOf<Value>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((known) => known === value);
}

/** A key with undefined would still show in the address and differ in a query key. */
function withoutUndefined<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Shape;
}
