import type { Move } from '@evenkeel/contract';
import { Button, Content, Flex, Label, Popover } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { hasFailed, OUTCOME_WORDS, reasonOf } from './move-words.ts';

const STORAGE_KEY = 'evenkeel.dismissed-failures';
const MOST_REMEMBERED = 500;
const listeners = new Set<() => void>();

/** True while the last move of an instance failed and nobody here has dismissed the mark. */
export function useShowsFailure(move: Move | null): boolean {
  const dismissed = useSyncExternalStore(subscribe, readStored);
  return move !== null && hasFailed(move) && !dismissed.split(' ').includes(move.id);
}

export function dismissFailure(moveId: string): void {
  const remembered = readStored().split(' ').filter(Boolean);
  localStorage.setItem(STORAGE_KEY, [...remembered, moveId].slice(-MOST_REMEMBERED).join(' '));
  for (const listener of listeners) listener();
}

/** Stays at the row until dismissed or until the next move, so that a failure at night is seen in the morning. */
export function FailureMark({ move }: { move: Move }) {
  return (
    <Popover
      triggerAction="click"
      position="bottom"
      headerContent={`Migration failed: ${move.outcome ? OUTCOME_WORDS[move.outcome] : 'unknown'}`}
      bodyContent={<FailureWords move={move} />}
      footerContent={(hide) => (
        <Flex>
          <Button
            variant="secondary"
            size="sm"
            onClick={() => {
              hide();
              dismissFailure(move.id);
            }}
          >
            Dismiss
          </Button>
          <Link to="/moves/$moveId" params={{ moveId: move.id }}>
            All about it, and what can be done
          </Link>
        </Flex>
      )}
    >
      <Label status="danger" variant="outline" isCompact isClickable onClick={() => {}}>
        Migration failed
      </Label>
    </Popover>
  );
}

export function FailureWords({ move }: { move: Move }) {
  return (
    <>
      <Content component="p">{reasonOf(move)}</Content>
      {move.cloudMessage && <Content component="p">The cloud said: “{move.cloudMessage}”</Content>}
      {move.requestId && <Content component="p">Request id: {move.requestId}</Content>}
      {move.nextStep && <Content component="p">{move.nextStep}</Content>}
    </>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readStored(): string {
  return localStorage.getItem(STORAGE_KEY) ?? '';
}
