import type { HostPlan, LoadOnTheWay, MaintenanceKind } from '@evenkeel/contract';
import { Content, Title } from '@patternfly/react-core';
import { formatBytes } from '../parts/bytes.ts';
import { instancesInWords } from '../run/run-words.ts';
import { LoadList } from './load-list.tsx';
import { secondsInWords } from './maintenance-words.ts';
import { StepsTable } from './steps-table.tsx';

interface PlanTablesProps {
  plans: readonly HostPlan[];
  /** The plan is being made anew; what is shown is the one before. */
  isStale: boolean;
  kind: MaintenanceKind;
}

/** Host by host where each instance would go, then what the others bear on the way. */
export function PlanTables({ plans, isStale, kind }: PlanTablesProps) {
  const moving = plans.filter(({ moves }) => moves.length > 0);
  const load = joinedLoad(moving);
  if (moving.length === 0) return null;
  return (
    <section className={`evenkeel-stack ${isStale ? 'evenkeel-checking' : ''}`} aria-busy={isStale}>
      {moving.map(({ providerId, host, moves, load: ofHost }) => {
        const would = kind === 'evacuation' ? 'would be built anew' : 'would go';
        const title = plans.length === 1 ? `Where each ${would}` : `Where each ${would} from ${host}`;
        return (
          <div key={host} className="evenkeel-stack">
            <Title headingLevel="h2">{title}</Title>
            <StepsTable
              title={title}
              providerId={providerId}
              moves={moves}
              load={ofHost}
              copies={kind === 'drain'}
            />
          </div>
        );
      })}
      <Title headingLevel="h2">Load on the way</Title>
      <LoadList load={load} />
    </section>
  );
}

/** All of them in a sentence, when there are several. */
export function JointSummary({ plans }: { plans: readonly HostPlan[] }) {
  const moves = plans.flatMap((plan) => plan.moves);
  const seconds = plans.map((plan) => plan.seconds ?? 0);
  const [fullest] = joinedLoad(plans);
  const longest = secondsInWords(Math.max(...seconds));
  const allInTurn = secondsInWords(seconds.reduce((sum, one) => sum + one, 0));
  const worst = fullest?.memoryWorst ?? null;
  return (
    <Content component="p">
      {plans.length} hosts, {instancesInWords(moves.length)} to live-migrate
      {moves.length > 0 &&
        `, ${formatBytes(moves.reduce((sum, { bytes }) => sum + bytes, 0))} to copy: ${longest} if the hosts empty side by side, ${allInTurn} one after the other`}
      .{' '}
      {fullest &&
        worst !== null &&
        `The fullest on the way is ${fullest.host}, with ${Math.round(worst * 100)} % of its memory given out.`}{' '}
      Each plan is made on the cloud as those before it leave it.
    </Content>
  );
}

/** Over all plans: each host as it is now and at its worst moment, the fullest first. */
export function joinedLoad(plans: readonly Pick<HostPlan, 'load'>[]): LoadOnTheWay[] {
  const joined = new Map<string, LoadOnTheWay>();
  for (const one of plans.flatMap(({ load }) => load)) {
    const first = joined.get(one.host);
    joined.set(
      one.host,
      first === undefined
        ? one
        : {
            ...first,
            memoryWorst: larger(first.memoryWorst, one.memoryWorst),
            vcpusWorst: larger(first.vcpusWorst, one.vcpusWorst),
          },
    );
  }
  return [...joined.values()].sort((left, right) => (right.memoryWorst ?? 0) - (left.memoryWorst ?? 0));
}

function larger(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}
