import { TextInput } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { hostsQuery, providersQuery, statisticsQuery } from '../api/queries.ts';
import { FilterSelect } from '../parts/filter-select.tsx';
import { useTyped } from '../parts/typed.ts';
import { causeWords } from './filter-words.ts';
import type { HistorySearch } from './history-search.ts';
import { TimeFields } from './time-fields.tsx';

interface MoreFiltersProps {
  search: HistorySearch;
  onChange: (part: Partial<HistorySearch>, options?: { replace: boolean }) => void;
}

export function MoreFilters({ search, onChange }: MoreFiltersProps) {
  const { data: providers } = useQuery(providersQuery);
  const { data: hosts } = useQuery(hostsQuery);
  const { data: figures } = useQuery(statisticsQuery({ provider: search.provider }));
  const hostNames = (hosts ?? [])
    .filter(({ providerId }) => search.provider === undefined || providerId === search.provider)
    .map(({ name }) => name);
  const causes = (figures?.byCause ?? []).flatMap(({ cause }) => (cause === null ? [] : [cause]));
  return (
    <div className="evenkeel-more-filters">
      <FilterSelect
        label="Provider"
        any="Any provider"
        value={search.provider}
        options={(providers ?? []).map(({ id, name }) => ({ value: id, words: name }))}
        onChange={(provider) => onChange({ provider })}
      />
      <FilterSelect
        label="Source or destination host"
        any="Any host"
        value={search.host}
        options={[...new Set(hostNames)].sort().map((name) => ({ value: name, words: name }))}
        onChange={(host) => onChange({ host })}
      />
      <FilterSelect
        label="Cause"
        any="Any cause"
        value={search.cause}
        options={causes.map((cause) => ({ value: cause, words: causeWords(cause) }))}
        onChange={(cause) => onChange({ cause })}
      />
      <Typed
        label="Project, by id or name"
        value={search.project}
        onChange={(project) => onChange({ project }, { replace: true })}
      />
      <Typed
        label="Asked by"
        value={search.askedBy}
        onChange={(askedBy) => onChange({ askedBy }, { replace: true })}
      />
      <TimeFields search={search} onChange={onChange} />
    </div>
  );
}

interface FieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Typed({ label, value, onChange }: FieldProps) {
  const [text, setText] = useTyped(value ?? '', (typed) => onChange(typed.trim() || undefined));
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(_event, typed) => setText(typed)}
    />
  );
}
