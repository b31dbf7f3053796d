/**
 * What a request is about, told from its address and its body by the names that the API uses everywhere. A changing
 * request about nothing that is known here is about the installation itself.
 */
import type { FastifyRequest } from 'fastify';
import type { Subject } from '../db/places.ts';

export interface Subjects {
  /** Each is to be found. */
  things: Subject[];
  /** Many at once: runs and preflights name up to a thousand. */
  instances: NamedInstance[];
}

export interface NamedInstance {
  providerId: string;
  id: string;
  /** Where it is to go; null where Nova is to choose. */
  host: string | null;
}

const BY_PARAMETER: Readonly<Record<string, Exclude<Subject['kind'], 'host' | 'instance'>>> = {
  moveId: 'move',
  runId: 'run',
  maintenanceId: 'maintenance',
  campaignId: 'campaign',
  planId: 'plan',
  policyId: 'policy',
  approvalId: 'approval',
};

/**
 * To be asked after the body was found to be of its schema. Where a route takes no body, one that was sent says nothing: who
 * asks could name a place of their own in it.
 */
export function subjectsOf({ params, body, routeOptions }: FastifyRequest): Subjects {
  const named = record(params);
  const said = routeOptions.schema?.body === undefined ? {} : record(body);
  const things: Subject[] = [];
  for (const [name, kind] of Object.entries(BY_PARAMETER)) {
    const id = named[name] ?? said[name];
    if (typeof id === 'string') things.push({ kind, id });
  }
  const providerId = named.providerId ?? said.providerId;
  if (typeof providerId === 'string') {
    if (typeof named.instanceId === 'string') {
      things.push({ kind: 'instance', providerId, id: named.instanceId });
    } else things.push({ kind: 'provider', id: providerId });
  }
  for (const one of list(said.hosts)) {
    if (typeof one.providerId === 'string' && typeof one.host === 'string')
      things.push({ kind: 'host', providerId: one.providerId, host: one.host });
  }
  const shared = record(said.options);
  const instances = list(said.instances).flatMap(({ providerId: of, id, options }) => {
    // An instance's own options go before the run's, as in runner/planned-moves.ts.
    const { host } = { ...shared, ...record(options) };
    const known = typeof of === 'string' && typeof id === 'string';
    return known ? [{ providerId: of, id, host: typeof host === 'string' ? host : null }] : [];
  });
  return { things, instances };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}
