import type { MoveDetails, MoveVerification } from '@evenkeel/contract';
import { Button, Content, List, ListItem } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { resetMoveState, verifyMove } from '../api/commands.ts';
import { useMessages } from '../parts/messages.tsx';
import { Moment } from '../parts/moment.tsx';
import { CommandFailure } from '../parts/trouble.tsx';

/** First look, then act: the state is reset only after the cloud was asked how things stand. */
export function Recovery({ move }: { move: MoveDetails }) {
  const client = useQueryClient();
  const { tell } = useMessages();
  const verify = useMutation({ mutationFn: () => verifyMove(move.id) });
  const reset = useMutation({
    mutationFn: () => resetMoveState(move.id),
    onSuccess: () => {
      tell({
        variant: 'info',
        title: `The state of ${move.instanceName} was reset to active.`,
        place: 'page',
      });
      verify.mutate();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['moves'] }),
  });
  const found = verify.data;
  return (
    <div className="evenkeel-stack">
      <div className="evenkeel-recovery">
        <Button isLoading={verify.isPending} isDisabled={verify.isPending} onClick={() => verify.mutate()}>
          {found ? 'Verify again' : 'Verify'}
        </Button>
        <span>Asks the cloud how the instance and its migration stand now. Nothing is changed.</span>
        {move.outcome === 'errored' && (
          <>
            <Button
              variant="secondary"
              isDanger
              isAriaDisabled={!found?.resetState.allowed}
              isLoading={reset.isPending}
              aria-describedby="reset-state-words"
              onClick={() => reset.mutate()}
            >
              Reset state
            </Button>
            <span id="reset-state-words">
              {found
                ? (found.resetState.cost ?? found.resetState.reason)
                : 'Verify first: it is for a guest that really runs.'}
            </span>
          </>
        )}
      </div>
      {verify.error && <CommandFailure title="The cloud could not be asked" error={verify.error} />}
      {reset.error && <CommandFailure title="The state was not reset" error={reset.error} />}
      <div role="status">{found && <Found verification={found} />}</div>
    </div>
  );
}

function Found({ verification }: { verification: MoveVerification }) {
  const { at, findings, meaning, nextStep } = verification;
  return (
    <>
      <Content component="p">
        Seen <Moment at={at} />:
      </Content>
      <List>
        {findings.map(({ message }) => (
          <ListItem key={message}>{message}</ListItem>
        ))}
      </List>
      <Content component="p">
        <strong>{meaning}</strong> {nextStep}
      </Content>
    </>
  );
}
