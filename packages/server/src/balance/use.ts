/** What a Prometheus tells of a provider's hosts and instances, by their names and ids. */
import {
  type BalanceMetrics,
  type BalanceMetricsCheck,
  type BalanceQueries,
  LoadDimension,
} from '@evenkeel/contract';
import type { MeasuredUse } from '@evenkeel/domain';
import type { Networks } from '../net/index.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { createPrometheus, type Prometheus, type Sample } from './prometheus.ts';
import { filled } from './queries.ts';

/** Settings with the token in clear, and where their address may lead. */
export type MetricsAccess = Omit<BalanceMetrics, 'providerId' | 'hasToken'> & {
  token: string | null;
  networks: Networks;
};

export interface Names {
  hosts: readonly string[];
  instances: readonly string[];
}

type Figures = BalanceMetricsCheck['figures'];
type Of = 'host' | 'instance';

/** @returns the use, and of each query what it told or what is wrong with it, in words. Never throws for a bad answer. */
export async function measureUse(
  access: MetricsAccess,
  names: Names,
): Promise<{ measured: MeasuredUse; figures: Figures; failures: Map<string, DomainRefusal> }> {
  const prometheus = createPrometheus(access.url, access.token, access.networks);
  const failures = new Map<string, DomainRefusal>();
  const measured = { hosts: {}, instances: {} } as {
    hosts: Partial<Record<LoadDimension, Map<string, number>>>;
    instances: Partial<Record<LoadDimension, Map<string, number>>>;
  };
  const figures: Figures = [];
  for (const of of ['host', 'instance'] as const)
    for (const dimension of LoadDimension.options) {
      const key = queryOf(of, dimension);
      const query = access.queries[key];
      if (query === null) continue;
      const known = of === 'host' ? names.hosts : names.instances;
      const told = await ask(prometheus, filled(query, access)).catch((error: unknown) => {
        if (!(error instanceof DomainRefusal)) throw error;
        failures.set(key, error);
        return null;
      });
      const label = of === 'host' ? access.hostLabel : access.instanceLabel;
      const values = byName(told ?? [], label, known, of);
      measured[of === 'host' ? 'hosts' : 'instances'][dimension] = values;
      figures.push({
        query: key,
        known: values.size,
        of: known.length,
        problem: problemOf(failures.get(key), told ?? [], values.size, known.length, label),
      });
    }
  return { measured, figures, failures };
}

/** The name under which the query stands in the settings. */
export function queryOf(of: Of, dimension: LoadDimension): keyof BalanceQueries {
  return `${of}${dimension[0]?.toUpperCase()}${dimension.slice(1)}` as keyof BalanceQueries;
}

function ask(prometheus: Prometheus, query: string): Promise<Sample[]> {
  return prometheus.query(query);
}

function byName(
  samples: readonly Sample[],
  label: string,
  known: readonly string[],
  of: Of,
): Map<string, number> {
  const exact = new Map(known.map((name) => [name, name]));
  const short = new Map<string, string | null>();
  // A target may be named by its short name or by its full one; where a short one is two hosts', it is nobody's.
  if (of === 'host')
    for (const name of known) short.set(shortOf(name), short.has(shortOf(name)) ? null : name);
  const values = new Map<string, number>();
  for (const { labels, value } of samples) {
    const told = of === 'host' ? (labels[label] ?? '').replace(/:\d+$/, '') : (labels[label] ?? '');
    const name = exact.get(told) ?? short.get(shortOf(told));
    if (name) values.set(name, Math.max(0, value));
  }
  return values;
}

function shortOf(name: string): string {
  return name.split('.')[0] as string;
}

function problemOf(
  failure: DomainRefusal | undefined,
  samples: readonly Sample[],
  known: number,
  all: number,
  label: string,
): string | null {
  if (failure) return [failure.message, failure.cloudMessage, failure.nextStep].filter(Boolean).join(' ');
  if (samples.length === 0)
    return 'It gives nothing: is the exporter running, and scraped by this Prometheus?';
  if (known === 0) {
    const example = samples[0]?.labels[label];
    return example === undefined
      ? `Its series have no label "${label}": say which label names the host or instance.`
      : `Its label "${label}" (such as "${example}") names none of this provider.`;
  }
  if (known < all) return `It tells nothing of ${all - known} of ${all}.`;
  return null;
}
