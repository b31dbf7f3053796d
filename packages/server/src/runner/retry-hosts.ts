import type { MigrateOptions } from '@evenkeel/contract';
import type { Place } from '../access/grants.ts';
import type { OpenMoveRow } from '../db/preflight.ts';
import type { FreshFacts } from './observe.ts';
import { judge } from './preflight.ts';
import { DomainRefusal } from './refusal.ts';

/** Whether who asks may have an instance of the project go there. */
export type MayGoTo = (place: Place) => boolean;

/** An instance that is to be tried again; `refused` are the hosts that are left out for it. */
export interface Wanted {
  /** `provider_id/id`. */
  key: string;
  name: string;
  options: MigrateOptions;
  refused: string[];
}

/**
 * For each instance that a host refused, the best of the others by the verdicts, one instance after the other: what goes to a
 * host takes its room from the next. `observed` has the instances in the order of `wanted`. Throws DomainRefusal (409)
 * where no other host can take one.
 */
export function otherHosts(
  observed: FreshFacts,
  wanted: readonly Wanted[],
  mayGoTo: MayGoTo,
): Map<string, { host: string; why: string }> {
  const targets = new Map<string, { host: string; why: string }>();
  const openMoves: OpenMoveRow[] = [...observed.openMoves];
  wanted.forEach(({ key, name, options, refused }, place) => {
    const row = observed.instances[place];
    if (!row || refused.length === 0) return;
    const facts = { ...observed, instances: [row], openMoves };
    const verdicts = judge(facts, { ...options, host: null }).instances[0]?.verdicts ?? [];
    const { provider_id: providerId, project_id: projectId } = row;
    const others = verdicts.filter(
      ({ host, zone }) => !refused.includes(host) && mayGoTo({ providerId, zone, projectId }),
    );
    const best = others.find(({ answer }) => answer !== 'no');
    if (!best) {
      const why = others[0]?.reasons.find(({ severity }) => severity === 'error')?.message;
      const message = `${refused.join(', ')} refused ${name}, and no other host can take it. ${why ?? 'There is none.'}`;
      const nextStep =
        'See the verdict of each host; name a host yourself if it should be one of those again.';
      throw new DomainRefusal(409, 'no-other-host', message, { nextStep });
    }
    targets.set(key, {
      host: best.host,
      why: `${refused.join(', ')} refused it before; ${best.host} is the best of the others.`.slice(0, 500),
    });
    openMoves.push({
      ...row,
      provider_id: row.provider_id,
      instance_id: row.id,
      run_id: '',
      created_by: '',
      state: 'waiting',
      source_host: row.host,
      towards: best.host,
      submitted_at: null,
      created_at: observed.now,
    });
  });
  return targets;
}
