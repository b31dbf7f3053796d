import type { SignInWay } from '@evenkeel/contract';
import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { providersQuery } from '../api/queries.ts';
import './settings.css';
import { TextField } from '../provider/text-field.tsx';
import { RoleRows } from './role-rows.tsx';
import { useWayForm } from './use-way-form.ts';
import { type KeystoneDraft, keystoneDraftOf, keystoneWayOf, wrongOfKeystone } from './way-draft.ts';
import { WayForm } from './way-form.tsx';

/** The Keystone of a provider: people sign in with the account that they have in that cloud. */
export function KeystoneForm({ way, first }: { way: SignInWay | null; first: string }) {
  const { data: providers } = useQuery(providersQuery);
  const [draft, setDraft] = useState(() => keystoneDraftOf(way, first));
  const form = useWayForm(way, wrongOfKeystone(draft), () => keystoneWayOf(draft, way?.enabled ?? true));
  const set = (part: Partial<KeystoneDraft>) => setDraft((now) => ({ ...now, ...part }));
  return (
    <WayForm label="Keystone of a provider" way={way} form={form}>
      <div className="evenkeel-wide-fields">
        <TextField
          id="way-name"
          label="Name"
          isRequired
          help="It stands on the sign-in page, and behind the names of its people."
          value={draft.name}
          wrong={form.wrong['way-name']}
          onChange={(name) => set({ name })}
        />
        <FormGroup label="Provider" fieldId="way-provider" isRequired>
          <FormSelect
            id="way-provider"
            value={draft.providerId}
            isDisabled={way !== null}
            onChange={(_event, providerId) => set({ providerId })}
          >
            {(providers ?? []).map(({ id, name }) => (
              <FormSelectOption key={id} value={id} label={name} />
            ))}
          </FormSelect>
        </FormGroup>
        <TextField
          id="way-domain"
          label="Domain"
          isRequired
          help="Of people who name none when they sign in."
          value={draft.domain}
          wrong={form.wrong['way-domain']}
          onChange={(domain) => set({ domain })}
        />
      </div>
      <RoleRows roles={draft.roles} wrong={form.wrong} onChange={(roles) => set({ roles })} />
    </WayForm>
  );
}
