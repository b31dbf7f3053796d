import type { GrantGiven } from '@evenkeel/contract';
import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { hostsQuery, providersQuery } from '../api/queries.ts';
import { ROLE_WORDS } from './grant-words.ts';
import { ProjectField } from './project-field.tsx';

const ROLES = ['viewer', 'operator', 'administrator'] as const;

interface Props {
  /** What the ids of the fields begin with, where there are several of these on a page. */
  id?: string;
  value: GrantGiven;
  onChange: (grant: GrantGiven) => void;
}

/** A role, and what it is bounded by. */
export function GrantFields({ id = 'grant', value, onChange }: Props) {
  const { data: providers } = useQuery(providersQuery);
  const { data: hosts } = useQuery(hostsQuery);
  const { role, providerId, zone } = value;
  const near = (hosts ?? []).filter((host) => providerId === null || host.providerId === providerId);
  const zones = [...new Set(near.flatMap((host) => host.zone ?? []))].sort();
  return (
    <>
      <FormGroup label="Role" fieldId={`${id}-role`} isRequired>
        <FormSelect
          id={`${id}-role`}
          value={role}
          onChange={(_event, chosen) => onChange({ ...value, role: chosen as GrantGiven['role'] })}
        >
          {ROLES.map((one) => (
            <FormSelectOption key={one} value={one} label={`${one}: ${ROLE_WORDS[one]}`} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label="Provider" fieldId={`${id}-provider`}>
        <FormSelect
          id={`${id}-provider`}
          value={providerId ?? ''}
          onChange={(_event, chosen) =>
            onChange({ ...value, providerId: chosen || null, zone: null, projectId: null })
          }
        >
          <FormSelectOption value="" label="every provider, also those added later" />
          {(providers ?? []).map((provider) => (
            <FormSelectOption key={provider.id} value={provider.id} label={provider.name} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label="Zone" fieldId={`${id}-zone`}>
        <FormSelect
          id={`${id}-zone`}
          value={zone ?? ''}
          onChange={(_event, chosen) => onChange({ ...value, zone: chosen || null })}
        >
          <FormSelectOption value="" label="every zone" />
          {zones.map((one) => (
            <FormSelectOption key={one} value={one} label={one} />
          ))}
        </FormSelect>
      </FormGroup>
      <ProjectField id={id} value={value} onChange={onChange} />
    </>
  );
}
