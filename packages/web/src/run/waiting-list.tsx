import type { Move, Run } from '@evenkeel/contract';
import { Button, Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import LastIcon from '@patternfly/react-icons/dist/esm/icons/angle-double-down-icon';
import FirstIcon from '@patternfly/react-icons/dist/esm/icons/angle-double-up-icon';
import LaterIcon from '@patternfly/react-icons/dist/esm/icons/angle-down-icon';
import EarlierIcon from '@patternfly/react-icons/dist/esm/icons/angle-up-icon';
import { Td, Th } from '@patternfly/react-table';
import { type ComponentType, useLayoutEffect, useRef, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { VirtualTable } from '../parts/virtual-table.tsx';
import { MoveName } from './move-name.tsx';
import { type Step, stepped } from './order.ts';
import { standingOf } from './run-words.ts';
import { useReorder } from './use-reorder.ts';

/** Pixels. */
const USUAL_ROW = 52;

const STEPS: readonly { step: Step; words: string; Icon: ComponentType }[] = [
  { step: 'first', words: 'to the front', Icon: FirstIcon },
  { step: 'earlier', words: 'one earlier', Icon: EarlierIcon },
  { step: 'later', words: 'one later', Icon: LaterIcon },
  { step: 'last', words: 'to the end', Icon: LastIcon },
];

/** What has not begun, in the order in which it will; a person may change it. */
export function WaitingList({ run }: { run: Run }) {
  const { shown, reorder, error } = useReorder(run);
  const waiting = shown.moves.filter((move) => standingOf(move) === 'waiting');
  const [said, setSaid] = useState('');
  const body = useRef<HTMLTableSectionElement>(null);
  const pressed = useRef<string | null>(null);

  // A row that is put elsewhere loses the focus; whoever works by keyboard goes on with the same button.
  useLayoutEffect(() => {
    if (pressed.current === null || document.activeElement !== document.body) return;
    body.current?.querySelector<HTMLElement>(`[data-step="${pressed.current}"]`)?.focus();
  });

  if (waiting.length === 0) return null;
  const take = (move: Move, step: Step) => {
    const order = reorder((ids) => stepped(ids, move.id, step));
    pressed.current = `${step} ${move.id}`;
    setSaid(`${move.instanceName} is now ${order.indexOf(move.id) + 1} of ${order.length}.`);
  };
  return (
    <Card>
      <CardTitle component="h2" id="waiting-title">
        Waiting, in this order
      </CardTitle>
      <CardBody>
        <div role="status" className="pf-v6-screen-reader">
          {said}
        </div>
        {error && <CommandFailure title="The order was not changed" error={error} />}
        {run.status === 'paused' && (
          <Content component="p">The run is paused; nothing of this begins until it is resumed.</Content>
        )}
        <VirtualTable
          aria-labelledby="waiting-title"
          rows={waiting}
          usualRow={USUAL_ROW}
          head={
            <>
              <Th>Instance</Th>
              <Th>From</Th>
              <Th>Change its place</Th>
            </>
          }
          keyOf={({ id }) => id}
          cells={(move, place) => (
            <>
              <Td dataLabel="Instance">
                <div>
                  {place + 1}. <MoveName move={move} />
                </div>
                {move.why && <div className="evenkeel-muted">{move.why}</div>}
                {move.after.length > 0 && <div className="evenkeel-muted">{afterWords(run, move)}</div>}
              </Td>
              <Td dataLabel="From">{move.sourceHost ?? '–'}</Td>
              <Td dataLabel="Change its place" modifier="nowrap">
                <div>
                  {STEPS.map(({ step, words, Icon }) => (
                    <Button
                      key={step}
                      variant="plain"
                      size="sm"
                      icon={<Icon />}
                      data-step={`${step} ${move.id}`}
                      aria-label={`${move.instanceName} ${words}`}
                      onClick={() => take(move, step)}
                    />
                  ))}
                </div>
              </Td>
            </>
          )}
          bodyRef={body}
        />
      </CardBody>
    </Card>
  );
}

function afterWords(run: Run, { after }: Move): string {
  const names = run.moves.filter(({ id }) => after.includes(id)).map(({ instanceName }) => instanceName);
  return `begins once ${names.join(' and ')} succeeded`;
}
