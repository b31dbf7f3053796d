import type { BalanceEdits, BalancePlan } from '@evenkeel/contract';
import { Alert, Button, List, ListItem } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { formatBytes } from '../parts/bytes.ts';
import { newKey } from '../parts/new-key.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { movesInWords, timeInWords } from './balance-words.ts';
import { isPlanOf } from './plan-edits.ts';
import { dismissPlan, makePlan, NO_EDITS, planQuery, startPlan } from './queries.ts';

/** Plan again with what was changed; approve what is seen; or dismiss what was suggested. */
export function PlanActions({ plan, edits }: { plan: BalancePlan; edits: BalanceEdits }) {
  const [isAsking, setAsking] = useState(false);
  const key = useRef(newKey());
  const client = useQueryClient();
  const navigate = useNavigate();
  const { id, providerId, policy, settings, steps, status } = plan;
  const refresh = () => client.invalidateQueries({ queryKey: ['balance'] });
  const again = useMutation({
    mutationFn: () =>
      makePlan(
        policy === null
          ? { providerId, settings, ...edits }
          : { providerId, policy: policy.id, settings, ...edits },
      ),
    onSuccess: (made) => {
      client.setQueryData(planQuery(made.id).queryKey, made);
      return navigate({ to: '/balance/plans/$planId', params: { planId: made.id }, replace: true });
    },
  });
  const start = useMutation({
    mutationFn: () => startPlan({ planId: id, ...NO_EDITS, idempotencyKey: key.current }),
    onSuccess: async () => {
      await refresh();
      setAsking(false);
    },
  });
  const dismiss = useMutation({ mutationFn: () => dismissPlan(id), onSuccess: refresh });
  const isOpen = status === 'preview' || status === 'waiting';
  const isSeen = isPlanOf(plan, edits);
  const error = again.error ?? dismiss.error;
  return (
    <div className="evenkeel-stack">
      {start.data && start.data.changes.length > 0 && (
        <Alert isInline variant="warning" component="p" title="It was begun, with what is different by now">
          <List>
            {start.data.changes.map((change) => (
              <ListItem key={change}>{change}</ListItem>
            ))}
          </List>
        </Alert>
      )}
      {error && <CommandFailure title="It was refused" error={error} />}
      {isOpen && (
        <div className="evenkeel-plan-form">
          {steps.length > 0 && (
            <Button onClick={() => setAsking(true)} isDisabled={!isSeen || again.isPending}>
              Approve…
            </Button>
          )}
          <Button
            variant={isSeen ? 'secondary' : 'primary'}
            onClick={() => again.mutate()}
            isLoading={again.isPending}
            isDisabled={again.isPending}
          >
            Plan again
          </Button>
          {status === 'waiting' && (
            <Button variant="link" onClick={() => dismiss.mutate()} isDisabled={dismiss.isPending}>
              Dismiss
            </Button>
          )}
          <span role="status" className="evenkeel-muted">
            {isSeen
              ? 'Nothing has been sent yet.'
              : 'You changed something: plan again, and see what comes of it before you approve it.'}
          </span>
        </div>
      )}
      {isAsking && (
        <AskDialog
          title={`Carry out ${movesInWords(steps.length)}?`}
          action="Approve and begin"
          isPending={start.isPending}
          error={start.error}
          onConfirm={() => start.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>
            {formatBytes(plan.bytes)} to copy, about {timeInWords(plan.seconds)}. The plan is held against the
            cloud as it is at this moment: it may lose moves that are no longer possible, never gain any.
          </p>
        </AskDialog>
      )}
    </div>
  );
}
