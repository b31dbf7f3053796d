import type { Move, MoveControl } from '@evenkeel/contract';
import { Button, Card, CardBody, CardTitle } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { abortMove, forceCompleteMove } from '../api/commands.ts';
import { useMessages } from '../parts/messages.tsx';
import { ConfirmControl } from './confirm-control.tsx';

interface ControlKind {
  key: 'abort' | 'forceComplete';
  title: string;
  question: (name: string) => string;
  told: (name: string) => string;
  send: (moveId: string) => Promise<unknown>;
  isDanger: boolean;
}

export type { ControlKind };

const KINDS: readonly ControlKind[] = [
  {
    key: 'abort',
    title: 'Abort',
    question: (name) => `Abort the migration of ${name}?`,
    told: (name) => `The migration of ${name} is being aborted. It has ended when the page says so.`,
    send: abortMove,
    isDanger: false,
  },
  {
    key: 'forceComplete',
    title: 'Force-complete',
    question: (name) => `Force the migration of ${name} to complete?`,
    told: (name) => `Nova was asked to force the migration of ${name} to complete.`,
    send: forceCompleteMove,
    isDanger: true,
  },
];

/** What may be asked of a move under way, as the server answers it: what it costs the guest, or why it can not be. */
export function ControlCard({ move }: { move: Move }) {
  const { controls } = move;
  if (controls === null) return null;
  return (
    <Card>
      <CardTitle component="h2">What can be done now</CardTitle>
      <CardBody>
        <ul className="evenkeel-controls">
          {KINDS.map((kind) => (
            <ControlLine key={kind.key} move={move} kind={kind} control={controls[kind.key]} />
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function ControlLine({ move, kind, control }: { move: Move; kind: ControlKind; control: MoveControl }) {
  const [isOpen, setOpen] = useState(false);
  const client = useQueryClient();
  const { tell } = useMessages();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => kind.send(move.id),
    onSuccess: () => {
      setOpen(false);
      tell({ variant: 'info', title: kind.told(move.instanceName), place: 'page' });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['moves'] }),
  });
  const descriptionId = `control-${kind.key}`;
  return (
    <li>
      <Button
        variant="secondary"
        isDanger={kind.isDanger}
        isAriaDisabled={!control.allowed}
        aria-describedby={descriptionId}
        onClick={() => {
          reset();
          setOpen(true);
        }}
      >
        {kind.title}
      </Button>
      <span id={descriptionId} className={control.allowed ? '' : 'evenkeel-muted'}>
        {control.allowed ? control.cost : control.reason}
      </span>
      {isOpen && (
        <ConfirmControl
          move={move}
          kind={kind}
          control={control}
          isPending={isPending}
          error={error}
          onConfirm={() => mutate()}
          onClose={() => setOpen(false)}
        />
      )}
    </li>
  );
}
