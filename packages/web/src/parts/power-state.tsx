import type { Instance, Move, PowerState } from '@evenkeel/contract';
import { Label, type LabelProps } from '@patternfly/react-core';
import ArchiveIcon from '@patternfly/react-icons/dist/esm/icons/archive-icon';
import BuildIcon from '@patternfly/react-icons/dist/esm/icons/build-icon';
import ErrorIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import MigrationIcon from '@patternfly/react-icons/dist/esm/icons/migration-icon';
import PauseIcon from '@patternfly/react-icons/dist/esm/icons/pause-circle-icon';
import PlayIcon from '@patternfly/react-icons/dist/esm/icons/play-circle-icon';
import OffIcon from '@patternfly/react-icons/dist/esm/icons/power-off-icon';
import UnknownIcon from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import RebootIcon from '@patternfly/react-icons/dist/esm/icons/sync-alt-icon';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { isUnderWay, stateName, stateWords, wholePercent } from './move-words.ts';
import { ProgressBar } from './progress-bar.tsx';

interface Look {
  words: string;
  color: LabelProps['color'];
  Icon: ComponentType;
}

const LOOKS: Readonly<Record<PowerState, Look>> = {
  on: { words: 'On', color: 'green', Icon: PlayIcon },
  off: { words: 'Off', color: 'grey', Icon: OffIcon },
  paused: { words: 'Paused', color: 'orange', Icon: PauseIcon },
  suspended: { words: 'Suspended', color: 'orange', Icon: PauseIcon },
  shelved: { words: 'Shelved', color: 'grey', Icon: ArchiveIcon },
  migrating: { words: 'Migrating', color: 'blue', Icon: MigrationIcon },
  rebooting: { words: 'Rebooting', color: 'orange', Icon: RebootIcon },
  building: { words: 'Building', color: 'blue', Icon: BuildIcon },
  error: { words: 'Error', color: 'red', Icon: ErrorIcon },
  unknown: { words: 'Unknown', color: 'grey', Icon: UnknownIcon },
};

export function powerStateWords(state: PowerState): string {
  return LOOKS[state].words;
}

/** *On* and its like; while a move is open, *Migrating NN %*, a bar, and what it is doing. */
export function PowerStateCell({ instance }: { instance: Instance }) {
  if (isUnderWay(instance.move)) return <Migrating instance={instance} move={instance.move} />;
  return <PowerStateLabel instance={instance} isCompact />;
}

/** The word alone, without what a move is doing. */
export function PowerStateLabel({ instance, isCompact }: { instance: Instance; isCompact?: boolean }) {
  const { words, color, Icon } = LOOKS[isUnderWay(instance.move) ? 'migrating' : instance.powerState];
  return (
    <Label color={color} icon={<Icon />} isCompact={isCompact}>
      {words}
    </Label>
  );
}

function Migrating({ instance, move }: { instance: Instance; move: Move }) {
  const hasArrived = isAlreadyThere(instance, move);
  const percent = hasArrived ? null : wholePercent(move);
  const words = hasArrived ? stateName('verifying') : stateWords(move);
  const { color, Icon } = LOOKS.migrating;
  return (
    <div className="evenkeel-migrating">
      <Label color={color} icon={<Icon />} isCompact>
        {percent === null ? 'Migrating' : `Migrating ${percent} %`}
      </Label>
      <ProgressBar label={`Migration of ${instance.name}: ${words}`} percent={percent} />
      <small>
        <Link to="/moves/$moveId" params={{ moveId: move.id }}>
          {words}
        </Link>
      </small>
    </div>
  );
}

/** The instance and its move are observed one after the other: who is on its new host is no longer being copied to it. */
function isAlreadyThere({ host }: Instance, { sourceHost, destinationHost, requestedHost }: Move): boolean {
  return host !== null && host !== sourceHost && host === (destinationHost ?? requestedHost);
}
