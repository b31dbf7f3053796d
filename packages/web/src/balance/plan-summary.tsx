import type { BalancePlan } from '@evenkeel/contract';
import { Alert, Content, List, ListItem } from '@patternfly/react-core';
import { formatBytes } from '../parts/bytes.ts';
import { Moment } from '../parts/moment.tsx';
import { distanceInWords, settingsInWords, timeInWords } from './balance-words.ts';

/** The answer first, then what it rests on, and what a person has to know of it. */
export function PlanSummary({ plan }: { plan: BalancePlan }) {
  const { answer, sentence, steps, distance, bytes, seconds, notes, hosts, settings, policy } = plan;
  const leftOut = hosts.filter((host) => host.leftOut !== null).length;
  return (
    <div className="evenkeel-plan-words">
      {answer === 'no-beneficial-move' ? (
        <Alert isInline variant="success" component="p" title="No beneficial move">
          {sentence}
        </Alert>
      ) : (
        <Content component="p">{sentence}</Content>
      )}
      <Content component="p">
        {steps.length > 0
          ? `${formatBytes(bytes)} to copy, about ${timeInWords(seconds)}.`
          : `${startedWithCapital(distance.what)}: ${distanceInWords(distance)}.`}
        {leftOut > 0 && ` ${leftOut} of ${hosts.length} hosts take no part; why stands beside each below.`}
      </Content>
      {notes.length > 0 && (
        <List aria-label="To be known">
          {notes.map((note) => (
            <ListItem key={note}>{note}</ListItem>
          ))}
        </List>
      )}
      <Content component="p" className="evenkeel-muted">
        {policy ? `Policy ${policy.name}, version ${policy.version}: ` : ''}
        {settingsInWords(settings)}. Made by {plan.createdBy}, <Moment at={plan.createdAt} />, in{' '}
        {plan.planningMilliseconds} ms.
      </Content>
    </div>
  );
}

const startedWithCapital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
