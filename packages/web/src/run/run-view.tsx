import type { Run } from '@evenkeel/contract';
import { FailureList } from './failure-list.tsx';
import { LaneList } from './lane-list.tsx';
import { MoveList } from './move-list.tsx';
import './run.css';
import { RunFacts } from './run-facts.tsx';
import { WaitingList } from './waiting-list.tsx';

/** All there is to a run: how far, what failed and why, host by host, what waits in which order, and every move. */
export function RunView({ run }: { run: Run }) {
  return (
    <div className="evenkeel-stack">
      <RunFacts run={run} />
      <FailureList moves={run.moves} />
      <LaneList moves={run.moves} />
      <WaitingList run={run} />
      <MoveList moves={run.moves} />
    </div>
  );
}
