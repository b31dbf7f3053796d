import type { BalanceHost, BalanceStep } from '@evenkeel/contract';
import { FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useState } from 'react';

interface PinSelectProps {
  step: BalanceStep;
  /** Where a person sends it; undefined leaves it to the planner. */
  pin: string | undefined;
  hosts: readonly BalanceHost[];
  onPin: (host: string | undefined) => void;
}

/** Where an instance goes. A thousand hosts in each of the rows are slow: they are listed once it is reached for. */
export function PinSelect({ step: { instanceName, from, to }, pin, hosts, onPin }: PinSelectProps) {
  const [isReached, setReached] = useState(false);
  const able = hosts.filter(({ host, leftOut }) =>
    isReached ? (leftOut === null && host !== from) || host === pin : host === pin,
  );
  return (
    <FormSelect
      aria-label={`Where ${instanceName} goes`}
      className="evenkeel-pin"
      value={pin ?? ''}
      onFocus={() => setReached(true)}
      onChange={(_event, host) => onPin(host || undefined)}
    >
      <FormSelectOption value="" label={pin === undefined ? to : 'As the planner finds best'} />
      {able.map(({ host }) => (
        <FormSelectOption key={host} value={host} label={`Must go to ${host}`} />
      ))}
    </FormSelect>
  );
}
