import { Content, FormGroup, FormSelect, FormSelectOption, Radio, TextInput } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { hostsQuery, providersQuery } from '../api/queries.ts';
import { DrainHosts } from '../maintenance/drain-form-hosts.tsx';
import { hostsInWords } from './campaign-words.ts';
import type { CampaignDraft, ChosenBy } from './draft.ts';

const BY: readonly { value: ChosenBy; words: string }[] = [
  { value: 'hosts', words: 'By name' },
  { value: 'zone', words: 'All of a zone' },
  { value: 'aggregate', words: 'All of an aggregate' },
];

interface FormHostsProps {
  draft: CampaignDraft;
  onChange: (part: Partial<CampaignDraft>) => void;
}

/** Which hosts, of which cloud, and what the campaign is called. */
export function FormHosts({ draft, onChange }: FormHostsProps) {
  const { data: providers } = useQuery(providersQuery);
  const { providerId, by } = draft;
  return (
    <>
      <FormGroup label="Name" fieldId="campaign-name" isRequired>
        <TextInput
          id="campaign-name"
          value={draft.name}
          maxLength={100}
          isRequired
          placeholder="such as Kernel of March"
          onChange={(_event, name) => onChange({ name })}
        />
      </FormGroup>
      <FormGroup label="Provider" fieldId="campaign-provider">
        <FormSelect
          id="campaign-provider"
          value={providerId}
          className="evenkeel-host-select"
          onChange={(_event, chosen) => onChange({ providerId: chosen, hosts: [], zone: '', aggregate: '' })}
        >
          <FormSelectOption value="" label="Choose a provider" isPlaceholder />
          {(providers ?? []).map(({ id, name }) => (
            <FormSelectOption key={id} value={id} label={name} />
          ))}
        </FormSelect>
      </FormGroup>
      {providerId !== '' && (
        <>
          <FormGroup role="radiogroup" label="Which hosts" fieldId="campaign-by" isInline>
            {BY.map(({ value, words }) => (
              <Radio
                key={value}
                id={`campaign-by-${value}`}
                name="campaign-by"
                label={words}
                isChecked={by === value}
                onChange={() => onChange({ by: value })}
              />
            ))}
          </FormGroup>
          {by === 'hosts' && (
            <DrainHosts
              providerId={providerId}
              names={draft.hosts}
              mayBeEmpty
              onChange={(hosts) => onChange({ hosts })}
            />
          )}
          {by === 'zone' && <ZoneField draft={draft} onChange={onChange} />}
          {by === 'aggregate' && (
            <FormGroup label="Aggregate" fieldId="campaign-aggregate">
              <TextInput
                id="campaign-aggregate"
                className="evenkeel-host-select"
                value={draft.aggregate}
                placeholder="its name in Nova"
                onChange={(_event, aggregate) => onChange({ aggregate })}
              />
            </FormGroup>
          )}
        </>
      )}
    </>
  );
}

function ZoneField({ draft, onChange }: FormHostsProps) {
  const { data: hosts } = useQuery(hostsQuery);
  const counts = new Map<string, number>();
  for (const { providerId, zone } of hosts ?? []) {
    if (providerId === draft.providerId && zone !== null) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  if (hosts !== undefined && counts.size === 0)
    return <Content component="p">This cloud has no availability zones.</Content>;
  return (
    <FormGroup label="Zone" fieldId="campaign-zone">
      <FormSelect
        id="campaign-zone"
        value={draft.zone}
        className="evenkeel-host-select"
        onChange={(_event, zone) => onChange({ zone })}
      >
        <FormSelectOption value="" label="Choose a zone" isPlaceholder />
        {[...counts].sort().map(([zone, count]) => (
          <FormSelectOption key={zone} value={zone} label={`${zone} (${hostsInWords(count)})`} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}
