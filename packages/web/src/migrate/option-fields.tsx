import type { BlockMigration, MigrateOptions, Verdict } from '@evenkeel/contract';
import {
  Checkbox,
  Flex,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  Radio,
} from '@patternfly/react-core';

const BLOCK: readonly { value: BlockMigration; words: string; help: string }[] = [
  {
    value: 'auto',
    words: 'Automatic',
    help: 'The OpenStack provider finds out whether the disk has to be moved too.',
  },
  {
    value: 'yes',
    words: 'Yes',
    help: 'A block-based migration: the entire virtual machine image is moved from the source host to the destination.',
  },
  {
    value: 'no',
    words: 'No',
    help: 'The disk is not copied: right when your OpenStack provider uses shared storage.',
  },
];

export const HOST_SELECT_ID = 'destination-host';

interface OptionFieldsProps {
  isAuto: boolean;
  onAuto: (on: boolean) => void;
  options: MigrateOptions;
  onChange: (options: MigrateOptions) => void;
  hosts: readonly Verdict[] | undefined;
  isHostMissing: boolean;
}

export function OptionFields(props: OptionFieldsProps) {
  const { isAuto, onAuto, options, onChange } = props;
  const block = BLOCK.find(({ value }) => value === options.blockMigration);
  return (
    <>
      <FormGroup role="group" aria-label="Destination" fieldId="auto-select-host">
        <Checkbox
          id="auto-select-host"
          label="Auto-select Host?"
          description="The OpenStack provider chooses the destination itself. Uncheck it to name one."
          isChecked={isAuto}
          autoFocus
          onChange={(_event, on) => onAuto(on)}
        />
      </FormGroup>
      {!isAuto && <DestinationHost {...props} />}
      <FormGroup role="radiogroup" label="Block Migration" fieldId="block-migration">
        <Flex>
          {BLOCK.map(({ value, words }) => (
            <Radio
              key={value}
              id={`block-${value}`}
              name="block-migration"
              label={words}
              isChecked={options.blockMigration === value}
              aria-describedby="block-help"
              onChange={() => onChange({ ...options, blockMigration: value })}
            />
          ))}
        </Flex>
        <FormHelperText>
          <HelperText>
            <HelperTextItem id="block-help">{block?.help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
      <FormGroup role="group" aria-label="Disk" fieldId="disk-over-commit">
        <Checkbox
          id="disk-over-commit"
          label="Disk Over Commit"
          description="Ticked, the disk space of the destination is not verified first. Unticked, a host without room for the disk is refused."
          isChecked={options.diskOverCommit}
          onChange={(_event, on) => onChange({ ...options, diskOverCommit: on })}
        />
      </FormGroup>
    </>
  );
}

function DestinationHost({ options, onChange, hosts, isHostMissing }: OptionFieldsProps) {
  const able = (hosts ?? []).filter(({ answer }) => answer !== 'no');
  // The host it is on can not take it either, but nobody counts that one.
  const isPresent = ({ reasons }: Verdict) => reasons.some(({ code }) => code === 'same-host');
  const others = (hosts ?? []).filter((verdict) => verdict.answer === 'no' && !isPresent(verdict)).length;
  const isLost =
    options.host !== null && hosts !== undefined && !able.some(({ host }) => host === options.host);
  const help = isLost
    ? `${options.host} can no longer take it: the reason stands in the table below. Choose another.`
    : isHostMissing
      ? 'Choose a destination host, or tick Auto-select Host.'
      : hosts !== undefined && able.length === 0
        ? 'No host can take it; the reasons stand in the table below.'
        : others > 0
          ? `${others} other ${others === 1 ? 'host' : 'hosts'} can not take it; the reasons stand in the table below.`
          : 'Every other host can take it.';
  const isWrong = isHostMissing || isLost;
  return (
    <FormGroup label="Destination Host" fieldId={HOST_SELECT_ID} isRequired>
      <FormSelect
        id={HOST_SELECT_ID}
        value={options.host ?? ''}
        validated={isWrong ? 'error' : 'default'}
        aria-invalid={isWrong}
        aria-describedby="destination-help"
        onChange={(_event, host) => onChange({ ...options, host: host || null })}
        className="evenkeel-host-select"
      >
        <FormSelectOption value="" label="Choose a host" isPlaceholder />
        {isLost && <FormSelectOption value={options.host} label={options.host ?? ''} isDisabled />}
        {able.map((verdict) => (
          <FormSelectOption key={verdict.host} value={verdict.host} label={labelOf(verdict)} />
        ))}
      </FormSelect>
      <FormHelperText>
        <HelperText aria-live="polite">
          <HelperTextItem id="destination-help" variant={isWrong ? 'error' : 'default'}>
            {hosts === undefined ? 'The hosts are being checked.' : help}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}

function labelOf({ host, zone, answer, load }: Verdict): string {
  const memory = load.memoryAfter === null ? '' : `, memory then ${Math.round(load.memoryAfter * 100)} %`;
  return `${host} (${zone ?? 'No Availability Zone'}${memory})${answer === 'warning' ? ' – with a warning' : ''}`;
}
