import type { BalanceMetrics, BalanceQueries, NewBalanceMetrics } from '@evenkeel/contract';
import {
  ActionGroup,
  Button,
  ExpandableSection,
  Form,
  FormAlert,
  FormGroup,
  TextArea,
  TextInput,
} from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import '../campaign/campaign.css';
import { NumberField } from '../campaign/number-field.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { MetricsCheck } from './metrics-check.tsx';
import { removeMetrics, saveMetrics } from './queries.ts';

const QUERIES: readonly { query: keyof BalanceQueries; words: string }[] = [
  { query: 'hostCpu', words: "A host's CPU" },
  { query: 'hostMemory', words: "A host's memory" },
  { query: 'hostDisk', words: "A host's disk" },
  { query: 'hostNetwork', words: "A host's network" },
  { query: 'instanceCpu', words: "An instance's CPU" },
  { query: 'instanceMemory', words: "An instance's memory" },
  { query: 'instanceDisk', words: "An instance's disk" },
  { query: 'instanceNetwork', words: "An instance's network" },
];

const NEW: NewBalanceMetrics = {
  url: '',
  windowMinutes: 60,
  percentile: 95,
  stepSeconds: 60,
  hostLabel: 'instance',
  instanceLabel: 'instance_id',
};

interface MetricsFormProps {
  providerId: string;
  /** Null: nobody has said yet. */
  metrics: BalanceMetrics | null;
}

/** Where the use is measured, over what time, and by which queries; what is saved can be tried. */
export function MetricsForm({ providerId, metrics }: MetricsFormProps) {
  const [draft, setDraft] = useState<NewBalanceMetrics>(() => (metrics ? settingsOf(metrics) : NEW));
  const client = useQueryClient();
  const change = (part: Partial<NewBalanceMetrics>) => setDraft((before) => ({ ...before, ...part }));
  const refresh = () => client.invalidateQueries({ queryKey: ['balance', 'metrics', providerId] });
  const save = useMutation({
    mutationFn: (body: NewBalanceMetrics) => saveMetrics(providerId, body),
    onSuccess: async (saved) => {
      setDraft(settingsOf(saved));
      await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: () => removeMetrics(providerId),
    onSuccess: async () => {
      setDraft(NEW);
      await refresh();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  const error = save.error ?? remove.error;
  const { queries } = draft;
  return (
    <Form onSubmit={send} aria-label="Prometheus">
      {error && (
        <FormAlert>
          <CommandFailure title="It was refused" error={error} />
        </FormAlert>
      )}
      <FormGroup label="Address" fieldId="metrics-url" isRequired>
        <TextInput
          id="metrics-url"
          type="url"
          value={draft.url}
          placeholder="https://prometheus.example.com"
          onChange={(_event, url) => change({ url })}
        />
      </FormGroup>
      <div className="evenkeel-fields">
        <FormGroup label="Token" fieldId="metrics-token">
          <TextInput
            id="metrics-token"
            type="password"
            autoComplete="off"
            value={draft.token ?? ''}
            placeholder={metrics?.hasToken ? 'one is kept; type to change it' : 'none'}
            onChange={(_event, token) => change({ token: token || undefined })}
          />
        </FormGroup>
        <NumberField
          id="metrics-window"
          label="Over the last (minutes)"
          value={draft.windowMinutes}
          most={10_080}
          onChange={(windowMinutes) => windowMinutes !== null && change({ windowMinutes })}
        />
        <NumberField
          id="metrics-percentile"
          label="Percentile"
          value={draft.percentile}
          most={100}
          help="95: what is exceeded a twentieth of the time."
          onChange={(percentile) => percentile !== null && change({ percentile })}
        />
      </div>
      {queries && (
        <ExpandableSection toggleText="Queries" isIndented>
          <div className="evenkeel-stack">
            {QUERIES.map(({ query, words }) => (
              <FormGroup key={query} label={words} fieldId={`query-${query}`}>
                <TextArea
                  id={`query-${query}`}
                  value={queries[query] ?? ''}
                  placeholder="is not asked for"
                  resizeOrientation="vertical"
                  onChange={(_event, text) => change({ queries: { ...queries, [query]: text || null } })}
                />
              </FormGroup>
            ))}
            <div>
              <Button
                variant="link"
                isInline
                onClick={() => save.mutate({ ...draft, queries: undefined })}
                isDisabled={save.isPending}
              >
                Save with the queries that come with Evenkeel
              </Button>
            </div>
          </div>
        </ExpandableSection>
      )}
      <ActionGroup className="evenkeel-form-actions">
        <Button type="submit" isLoading={save.isPending} isDisabled={save.isPending || draft.url === ''}>
          Save
        </Button>
        {metrics && (
          <Button variant="link" isDanger onClick={() => remove.mutate()} isDisabled={remove.isPending}>
            Forget it
          </Button>
        )}
      </ActionGroup>
      {metrics && <MetricsCheck providerId={providerId} />}
    </Form>
  );
}

function settingsOf({ providerId: _of, hasToken: _token, ...settings }: BalanceMetrics): NewBalanceMetrics {
  return settings;
}
