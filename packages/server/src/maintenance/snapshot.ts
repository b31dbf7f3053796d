/** From what was observed of a provider to what the planner is told. */
import type { CloudSnapshot, HostFacts } from '@evenkeel/domain';
import type { ProviderFacts } from '../db/maintenance-snapshot.ts';
import type { OpenMoveRow } from '../db/preflight.ts';
import { factsOfCloud, factsOfInstance } from '../runner/facts.ts';
import { hostsByProvider } from '../runner/host-facts.ts';
import { underWay } from '../runner/under-way.ts';

/** @param inMaintenance hosts to which nothing may go, whatever their switch says as yet. */
export function snapshotOf(observed: ProviderFacts, inMaintenance: ReadonlySet<string>): CloudSnapshot {
  const openMoves = new Map<string, OpenMoveRow[]>();
  for (const move of observed.openMoves) openMoves.set(move.instance_id, [move]);
  return {
    cloud: observed.cloud && factsOfCloud(observed.cloud),
    hosts: [...hostsByProvider(observed).values()]
      .flat()
      .map((facts): HostFacts => (inMaintenance.has(facts.name) ? { ...facts, status: 'disabled' } : facts)),
    instances: observed.instances.map((row) => factsOfInstance(row, openMoves.get(row.id) ?? [])),
    groups: observed.groups.map((row) => ({
      id: row.id,
      name: row.name,
      policy: row.policy,
      maxServerPerHost: row.max_server_per_host,
      members: row.members,
    })),
    // What they take where they go stands in the hosts' facts already.
    flights: underWay(observed).map(({ instanceId, towards: to }) => ({ instanceId, to, counted: true })),
  };
}
