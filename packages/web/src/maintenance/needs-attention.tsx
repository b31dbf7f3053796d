import type { MaintenanceDetail } from '@evenkeel/contract';
import { Alert, Content } from '@patternfly/react-core';

interface NeedsAttentionProps {
  attention: NonNullable<MaintenanceDetail['attention']>;
}

/** That it does not go on by itself: why, which can be many sentences, and what a person can do. */
export function NeedsAttention({ attention: { reason, nextStep } }: NeedsAttentionProps) {
  return (
    <Alert isInline variant="danger" component="p" title="It needs attention">
      <Content component="p">{reason}</Content>
      <Content component="p">{nextStep}</Content>
    </Alert>
  );
}
