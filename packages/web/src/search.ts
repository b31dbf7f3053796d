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

export type HostSortKey =
  | 'name'
  | 'provider'
  | 'zone'
  | 'state'
  | 'status'
  | 'instances'
  | 'memory'
  | 'vcpus'
  | 'disk';
/** What a person asks of a host's state. */
export type HostCondition = 'up' | 'down' | 'enabled' | 'disabled' | 'maintenance';

export interface HostListSearch {
  provider?: string;
  /** The empty string is "No Availability Zone". */
  zone?: string;
  condition?: HostCondition;
  search?: string;
  sort?: HostSortKey;
  order?: 'asc' | 'desc';
}

const HOST_SORT_KEYS: readonly HostSortKey[] = [
  'name',
  'provider',
  'zone',
  'state',
  'status',
  'instances',
  'memory',
  'vcpus',
  'disk',
];
export const HOST_CONDITIONS: readonly HostCondition[] = ['up', 'down', 'enabled', 'disabled', 'maintenance'];

export function readHostListSearch(raw: Record<string, unknown>): HostListSearch {
  return withoutUndefined({
    provider: textOf(raw.provider),
    zone: raw.zone === '' ? '' : textOf(raw.zone),
    condition: oneOf(HOST_CONDITIONS, raw.condition),
    search: textOf(raw.search),
    sort: oneOf(HOST_SORT_KEYS, raw.sort),
    order: oneOf(['asc', 'desc'] as const, raw.order),
  });
}

// The migrate form's instances: `providerId/instanceId`, joined by commas, in the address after the `#`. So the form
// never depends on what was ticked elsewhere, a reload keeps it, and a thousand of them are no request line too long.

export function writeReferences(references: readonly InstanceReference[]): string {
  return references.map(({ providerId, id }) => `${providerId}/${id}`).join(',');
}

export function readReferences(text: string | undefined): InstanceReference[] {
  return [...new Set(decoded(text ?? '').split(','))].flatMap((part) => {
    const [providerId, id] = part.split('/');
    return providerId && id ? [{ providerId, id }] : [];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const LIST_KEY = 'evenkeel.instance-list';

/** So that one comes back to the list as one left it, also after a reload on the way. */
export function rememberInstanceList(search: InstanceListSearch): void {
  sessionStorage.setItem(LIST_KEY, JSON.stringify(search));
}

export function lastInstanceList(): InstanceListSearch {
  try {
    return readInstanceListSearch(JSON.parse(sessionStorage.getItem(LIST_KEY) ?? '{}'));
  } catch {
    return {};
  }
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;
}

export function oneOf<Value>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((known) => known === value);
}

/** A key with undefined would still show in the address and differ in a query key. */
export function withoutUndefined<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Shape;
}
