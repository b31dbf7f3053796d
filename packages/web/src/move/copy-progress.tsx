import type { Move, MoveProgress } from '@evenkeel/contract';
import { Content } from '@patternfly/react-core';
import { formatBytes } from '../parts/bytes.ts';
import { formatDuration } from '../parts/durations.ts';
import { Moment } from '../parts/moment.tsx';
import { wholePercent } from '../parts/move-words.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import './move.css';

/** How far the copy is: memory and disk apart, how fast, how long yet, and until when it may take. */
export function CopyProgress({ move }: { move: Move }) {
  const percent = wholePercent(move);
  const { progress, deadlineAt } = move;
  return (
    <div className="evenkeel-stack">
      <div>
        <Content component="p">
          {percent === null ? 'The cloud has not told of any bytes yet.' : `${percent} % of the bytes`}
        </Content>
        <ProgressBar label={`Migration of ${move.instanceName}`} percent={percent} />
      </div>
      {progress && <BytesLeft progress={progress} />}
      <dl className="evenkeel-pace">
        {progress && (
          <>
            <div>
              <dt>Rate</dt>
              <dd>
                {progress.bytesPerSecond === null
                  ? 'not known yet'
                  : `${formatBytes(progress.bytesPerSecond)} a second`}
              </dd>
            </div>
            <div>
              <dt>Time left</dt>
              <dd>{timeLeft(progress)}</dd>
            </div>
          </>
        )}
        {deadlineAt !== null && (
          <div>
            <dt>Late after</dt>
            <dd>
              <Moment at={deadlineAt} />
              <span className="evenkeel-muted"> Nova’s own limit for its size, and a tenth more</span>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function BytesLeft({ progress }: { progress: MoveProgress }) {
  const kinds = [
    ['Memory', progress.memoryTotalBytes, progress.memoryRemainingBytes, progress.memoryProcessedBytes],
    ['Disk', progress.diskTotalBytes, progress.diskRemainingBytes, progress.diskProcessedBytes],
  ] as const;
  return (
    <dl className="evenkeel-bytes">
      {kinds
        .filter(([, total]) => total !== null && total > 0)
        .map(([kind, total, remaining, processed]) => (
          <div key={kind}>
            <dt>{kind} left</dt>
            <dd>
              <ProgressBar label={`${kind} copied`} percent={percentOf(total, remaining)} />
              {remaining === null ? 'not told' : formatBytes(remaining)}
              {total !== null && ` of ${formatBytes(total)}`}
              {processed !== null && (
                <span className="evenkeel-muted">{formatBytes(processed)} copied so far</span>
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function percentOf(total: number | null, remaining: number | null): number | null {
  return total === null || remaining === null ? null : Math.round((100 * (total - remaining)) / total);
}

/** A range, because nobody knows what the guest will write; no figure where what remains does not fall. */
function timeLeft({ secondsLeft, notConverging }: MoveProgress): string {
  if (notConverging) return 'no end in sight';
  if (secondsLeft === null) return 'not known yet';
  const low = formatDuration(Math.ceil(secondsLeft.low) * 1000);
  const high = formatDuration(Math.ceil(secondsLeft.high) * 1000);
  if (low === high) return `about ${low}`;
  return secondsLeft.low < 1 ? `at most ${high}` : `${low} to ${high}`;
}
