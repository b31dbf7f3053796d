import type { Move } from '@evenkeel/contract';
import { Alert, Button, Content, List, ListItem } from '@patternfly/react-core';
import { useState } from 'react';
import { OUTCOME_WORDS } from '../parts/move-words.ts';
import { type FailureGroup, failureGroupsOf } from './failure-groups.ts';
import { MoveName } from './move-name.tsx';
import { instancesInWords } from './run-words.ts';

const SHOWN_AT_FIRST = 10;

/** What failed, cause by cause: the sentence once, and below it the instances it is about. */
export function FailureList({ moves }: { moves: readonly Move[] }) {
  const groups = failureGroupsOf(moves);
  if (groups.length === 0) return null;
  return (
    <section aria-label="Failed" className="evenkeel-page-messages">
      {groups.map((group) => (
        <Failure key={group.key} group={group} />
      ))}
    </section>
  );
}

function Failure({ group }: { group: FailureGroup }) {
  const { outcome, moves, sentence, cloudMessage, nextStep } = group;
  const [isAll, setAll] = useState(false);
  const shown = isAll ? moves : moves.slice(0, SHOWN_AT_FIRST);
  return (
    <Alert
      isInline
      variant="danger"
      component="h2"
      title={`${instancesInWords(moves.length)}: ${outcome ? OUTCOME_WORDS[outcome] : 'failed'}`}
    >
      <Content component="p">{sentence}</Content>
      {cloudMessage && <Content component="p">The cloud said: “{cloudMessage}”</Content>}
      {nextStep && <Content component="p">{nextStep}</Content>}
      <List isPlain>
        {shown.map((move) => (
          <ListItem key={move.id}>
            <MoveName move={move} />{' '}
            <span className="evenkeel-muted evenkeel-break">
              {[
                `on ${move.sourceHost ?? 'its host'}`,
                (move.destinationHost ?? move.requestedHost) &&
                  `was to go to ${move.destinationHost ?? move.requestedHost}`,
                move.requestId && `request ${move.requestId}`,
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </ListItem>
        ))}
      </List>
      {shown.length < moves.length && (
        <Button variant="link" isInline onClick={() => setAll(true)}>
          Show all {moves.length}
        </Button>
      )}
    </Alert>
  );
}
