import type { HostPlan, MaintenanceKind } from '@evenkeel/contract';
import { Alert, Content } from '@patternfly/react-core';
import { formatBytes } from '../parts/bytes.ts';
import { instancesInWords } from '../run/run-words.ts';
import { BlockerList } from './blocker-list.tsx';
import { secondsInWords } from './maintenance-words.ts';

/** The plan in a sentence or two, and what a person should know before anything else. */
export function PlanSummary({ plan, kind }: { plan: HostPlan; kind: MaintenanceKind }) {
  const whole = plan.blockers.filter(({ instanceId }) => instanceId === null);
  return (
    <div className="evenkeel-stack">
      {whole.length > 0 && (
        <Alert
          isInline
          variant="danger"
          component="p"
          title={`${plan.host} can not be ${kind === 'evacuation' ? 'evacuated' : 'emptied'} now`}
        >
          <BlockerList blockers={whole} />
        </Alert>
      )}
      {plan.remarks.map((remark) => (
        <Alert key={remark} isInline variant="warning" component="p" title={remark} />
      ))}
      <Content component="p">{kind === 'evacuation' ? evacuationInWords(plan) : planInWords(plan)}</Content>
    </div>
  );
}

function planInWords({ host, moves, stays, waves, seconds, lowerBoundSeconds }: HostPlan): string {
  if (moves.length === 0)
    return stays.length === 0
      ? `There is nothing on ${host}. It is disabled, so that nothing comes to it, and held.`
      : `Nothing on ${host} leaves by live migration now.`;
  const bytes = moves.reduce((sum, move) => sum + move.bytes, 0);
  const time = secondsInWords(seconds);
  const bound = secondsInWords(lowerBoundSeconds);
  const best = bound === time ? 'no order could be quicker' : `no order could be quicker than ${bound}`;
  return [
    `${host} is disabled first; then ${instancesInWords(moves.length)} ${moves.length === 1 ? 'is' : 'are'} live-migrated`,
    ` in ${waves === 1 ? 'one wave' : `${waves} waves`}, ${formatBytes(bytes)} to copy.`,
    time === null ? '' : ` That takes ${time}${bound ? `; ${best}` : ''}.`,
  ].join('');
}

function evacuationInWords({ host, moves, stays }: HostPlan): string {
  if (moves.length === 0)
    return stays.length === 0
      ? `There is nothing on ${host}. Nova is told that it is dead, and it is held.`
      : `Nothing on ${host} is built anew before somebody chose it below.`;
  return `Nova is told that ${host} is dead (forced down), and it is disabled; then ${instancesInWords(moves.length)} ${moves.length === 1 ? 'is' : 'are'} built anew on other hosts.`;
}
