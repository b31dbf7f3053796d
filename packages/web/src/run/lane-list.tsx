import type { Move } from '@evenkeel/contract';
import { Card, CardBody, CardHeader, CardTitle, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useState } from 'react';
import { formatDuration } from '../parts/durations.ts';
import { stateWords, wholePercent } from '../parts/move-words.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { type Lane, type LaneSide, lanesOf } from './lanes.ts';
import { MoveName } from './move-name.tsx';
import { countsInWords, STANDINGS, standingOf } from './run-words.ts';

const MOST_NAMED = 4;
const SIDES: readonly { side: LaneSide; words: string }[] = [
  { side: 'source', words: 'By source host' },
  { side: 'destination', words: 'By destination host' },
];

/** Host by host: each move a cell, and what goes on now with its progress. */
export function LaneList({ moves }: { moves: readonly Move[] }) {
  const [side, setSide] = useState<LaneSide>('source');
  const lanes = lanesOf(moves, side);
  return (
    <Card>
      <CardHeader
        actions={{
          actions: (
            <ToggleGroup aria-label="Lanes">
              {SIDES.map(({ side: which, words }) => (
                <ToggleGroupItem
                  key={which}
                  text={words}
                  buttonId={`lanes-${which}`}
                  isSelected={side === which}
                  onChange={() => setSide(which)}
                />
              ))}
            </ToggleGroup>
          ),
        }}
      >
        <CardTitle component="h2">Hosts</CardTitle>
      </CardHeader>
      <CardBody>
        <ul className="evenkeel-lanes" aria-label={side === 'source' ? 'Source hosts' : 'Destination hosts'}>
          {lanes.map((lane) => (
            <LaneItem key={lane.key} lane={lane} side={side} />
          ))}
        </ul>
        <Legend />
      </CardBody>
    </Card>
  );
}

function LaneItem({ lane, side }: { lane: Lane; side: LaneSide }) {
  const running = lane.moves.filter((move) => standingOf(move) === 'running');
  const waiting = lane.moves.filter((move) => standingOf(move) === 'waiting');
  const name = lane.host ?? (side === 'source' ? 'Host not known' : 'Nova chooses the host');
  return (
    <li className="evenkeel-lane" aria-label={name}>
      <div className="evenkeel-lane-name">
        <strong>{name}</strong>
        <div className="evenkeel-muted">{lane.provider}</div>
      </div>
      <div className="evenkeel-stack evenkeel-lane-body">
        <div className="evenkeel-cells" role="img" aria-label={`${name}: ${countsInWords(lane.counts)}`}>
          {lane.moves.map((move) => (
            <span
              key={move.id}
              className={`evenkeel-cell evenkeel-standing-${standingOf(move)}`}
              title={`${move.instanceName}: ${stateWords(move)}`}
            />
          ))}
        </div>
        <div className="evenkeel-muted">
          {countsInWords(lane.counts)}
          {waiting.length > 0 && `. Next: ${namesOf(waiting)}`}
        </div>
        {running.map((move) => (
          <RunningMove key={move.id} move={move} side={side} />
        ))}
      </div>
    </li>
  );
}

function RunningMove({ move, side }: { move: Move; side: LaneSide }) {
  const percent = wholePercent(move);
  const left = move.progress?.secondsLeft;
  const other =
    side === 'source'
      ? `to ${move.destinationHost ?? move.requestedHost ?? 'a host that Nova chooses'}`
      : `from ${move.sourceHost ?? 'its host'}`;
  return (
    <div className="evenkeel-running">
      <span>
        <MoveName move={move} /> <span className="evenkeel-muted">{other}</span>
      </span>
      <ProgressBar label={`Migration of ${move.instanceName}`} percent={percent} />
      <span className="evenkeel-muted">
        {[
          stateWords(move),
          percent !== null && `${percent} %`,
          move.progress?.notConverging
            ? 'not converging: the guest writes faster than Nova copies'
            : left && `${formatDuration(left.high * 1000)} left at most`,
        ]
          .filter(Boolean)
          .join(', ')}
      </span>
    </div>
  );
}

function Legend() {
  return (
    <div className="evenkeel-legend" aria-hidden="true">
      {STANDINGS.map(({ standing, words }) => (
        <span key={standing}>
          <span className={`evenkeel-cell evenkeel-standing-${standing}`} /> {words}
        </span>
      ))}
    </div>
  );
}

function namesOf(moves: readonly Move[]): string {
  const named = moves.slice(0, MOST_NAMED).map(({ instanceName }) => instanceName);
  const more = moves.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
