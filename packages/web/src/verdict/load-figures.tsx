import type { Verdict } from '@evenkeel/contract';
import { LoadBar } from '../parts/load-bar.tsx';

/** Memory, VCPUs and disk of a host, now and after the move, as bars with their figures. */
export function LoadFigures({ verdict }: { verdict: Verdict }) {
  return (
    <dl className="evenkeel-load-figures">
      {figuresOf(verdict.load).map(({ title, now, after }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <LoadBar
              label={`${title} of ${verdict.host}`}
              now={now}
              after={isShown(verdict, after) ? after : null}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function figuresOf(load: Verdict['load']) {
  return [
    { title: 'Memory', now: load.memory, after: load.memoryAfter },
    { title: 'VCPUs', now: load.vcpus, after: load.vcpusAfter },
    { title: 'Disk', now: load.disk, after: load.diskAfter },
  ];
}

/** Of a host that can not take it, what would be is told only where it is the reason: more than there is. */
function isShown({ answer }: Verdict, after: number | null): boolean {
  return answer !== 'no' || (after !== null && after > 1);
}
