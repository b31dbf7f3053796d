import { Button, FormGroup, TextInput } from '@patternfly/react-core';
import { useId } from 'react';
import { type HistorySearch, localMinuteOf, momentOfLocal } from './history-search.ts';

const LAST = [
  { words: 'Last hour', hours: 1 },
  { words: '24 hours', hours: 24 },
  { words: '7 days', hours: 7 * 24 },
  { words: '30 days', hours: 30 * 24 },
  { words: 'Year', hours: 365 * 24 },
] as const;

interface TimeFieldsProps {
  search: HistorySearch;
  onChange: (part: Partial<HistorySearch>) => void;
}

/** From one moment until another, typed or by one press. */
export function TimeFields({ search, onChange }: TimeFieldsProps) {
  return (
    <div className="evenkeel-time-fields">
      <LocalMinute label="From" value={search.from} onChange={(from) => onChange({ from })} />
      <LocalMinute label="Before" value={search.to} onChange={(to) => onChange({ to })} />
      {LAST.map(({ words, hours }) => (
        <Button
          key={words}
          variant="link"
          isInline
          onClick={() => onChange({ from: hoursAgo(hours), to: undefined })}
        >
          {words}
        </Button>
      ))}
    </div>
  );
}

/** To the minute, so that the address stays readable. */
function hoursAgo(hours: number): string {
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  return new Date(minute - hours * 3_600_000).toISOString();
}

interface LocalMinuteProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function LocalMinute({ label, value, onChange }: LocalMinuteProps) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id} className="evenkeel-local-minute">
      <TextInput
        id={id}
        type="datetime-local"
        value={localMinuteOf(value)}
        onChange={(_event, typed) => onChange(momentOfLocal(typed))}
      />
    </FormGroup>
  );
}
