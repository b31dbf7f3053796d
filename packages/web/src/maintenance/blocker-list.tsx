import type { PlanBlocker } from '@evenkeel/contract';
import { List, ListItem } from '@patternfly/react-core';

/** Why something can not go, each with what a person may do. */
export function BlockerList({ blockers }: { blockers: readonly PlanBlocker[] }) {
  return (
    <List isPlain={blockers.length === 1}>
      {blockers.map(({ instanceId, host, code, message, nextStep }) => (
        <ListItem key={`${instanceId} ${host} ${code}`}>
          {message} {nextStep}
        </ListItem>
      ))}
    </List>
  );
}
