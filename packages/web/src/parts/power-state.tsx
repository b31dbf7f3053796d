import type { Instance, PowerState } from '@evenkeel/contract';
import { Flex, FlexItem, Label, type LabelProps, Progress } from '@patternfly/react-core';
import ArchiveIcon from '@patternfly/react-icons/dist/esm/icons/archive-icon';
import BuildIcon from '@patternfly/react-icons/dist/esm/icons/build-icon';
import ErrorIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import MigrationIcon from '@patternfly/react-icons/dist/esm/icons/migration-icon';
import PauseIcon from '@patternfly/react-icons/dist/esm/icons/pause-circle-icon';
import PlayIcon from '@patternfly/react-icons/dist/esm/icons/play-circle-icon';
import OffIcon from '@patternfly/react-icons/dist/esm/icons/power-off-icon';
import UnknownIcon from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import RebootIcon from '@patternfly/react-icons/dist/esm/icons/sync-alt-icon';
import type { ComponentType } from 'react';
import { isUnderWay, stateWords } from './move-words.ts';

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

/** *On* and its like; while a move is open, *Migrating NN %* over a bar. */
export function PowerStateCell({ instance }: { instance: Instance }) {
  if (isUnderWay(instance.move)) return <Migrating instance={instance} />;
  const { words, color, Icon } = LOOKS[instance.powerState];
  return (
    <Label color={color} icon={<Icon />}>
      {words}
    </Label>
  );
}

function Migrating({ instance }: { instance: Instance }) {
  const move = instance.move;
  if (move === null) return null;
  const percent = move.progress?.percent;
  const whole = percent == null ? null : Math.round(percent);
  const { color, Icon } = LOOKS.migrating;
  return (
    <Flex direction={{ default: 'column' }} gap={{ default: 'gapXs' }} className="evenkeel-migrating">
      <FlexItem>
        <Label color={color} icon={<Icon />}>
          {whole === null ? 'Migrating' : `Migrating ${whole} %`}
        </Label>
      </FlexItem>
      <FlexItem>
        <Progress
          value={whole ?? 0}
          size="sm"
          measureLocation="none"
          aria-label={`Migration of ${instance.name}: ${stateWords(move)}`}
        />
      </FlexItem>
    </Flex>
  );
}
