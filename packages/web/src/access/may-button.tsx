import { Button, type ButtonProps, Tooltip } from '@patternfly/react-core';
import { type Place, useWhyNot } from './use-may.ts';

interface Props extends ButtonProps {
  /** As the server names it: see permissions.ts there. */
  action: string;
  at?: Place;
}

/** A button that stands there also for who may not press it, and says why; it stays reachable by keyboard for that. */
export function MayButton({ action, at, ...button }: Props) {
  const reason = useWhyNot()(action, at);
  if (reason === null) return <Button {...button} />;
  return (
    <Tooltip content={reason}>
      <Button {...button} isAriaDisabled onClick={undefined} />
    </Tooltip>
  );
}
