import type { SignInWay } from '@evenkeel/contract';
import { Checkbox, ExpandableSection } from '@patternfly/react-core';
import { useState } from 'react';
import './settings.css';
import { TextField } from '../provider/text-field.tsx';
import { GroupRows } from './group-rows.tsx';
import { useWayForm } from './use-way-form.ts';
import { type OidcDraft, oidcDraftOf, oidcWayOf, wrongOfOidc } from './way-draft.ts';
import { WayForm } from './way-form.tsx';

type TextKey = { [Key in keyof OidcDraft]: OidcDraft[Key] extends string ? Key : never }[keyof OidcDraft];

/** An OpenID Connect issuer: where it is, how Evenkeel is known there, and what its groups may here. */
export function OidcForm({ way }: { way: SignInWay | null }) {
  const [draft, setDraft] = useState(() => oidcDraftOf(way));
  const form = useWayForm(way, wrongOfOidc(draft), () => oidcWayOf(draft, way?.enabled ?? true));
  const set = (part: Partial<OidcDraft>) => setDraft((now) => ({ ...now, ...part }));
  const text = (id: string, key: TextKey) => ({
    id,
    value: draft[key],
    onChange: (value: string) => set({ [key]: value }),
    wrong: form.wrong[id],
  });
  const kept = way?.hasClientSecret ?? false;
  return (
    <WayForm label="OpenID Connect issuer" way={way} form={form}>
      <div className="evenkeel-wide-fields">
        <TextField
          label="Name"
          isRequired
          help="It stands on the sign-in page, and behind the names of its people."
          {...text('way-name', 'name')}
        />
        <TextField
          label="Issuer"
          type="url"
          isRequired
          isDisabled={way !== null}
          help={
            way
              ? 'It stays: the accounts hang on it.'
              : 'Its address, below which its discovery document stands.'
          }
          {...text('way-issuer', 'issuer')}
        />
        <TextField label="Client id" isRequired {...text('way-client', 'clientId')} />
        <TextField
          label="Client secret"
          type="password"
          autoComplete="new-password"
          help={
            kept
              ? 'One is kept, sealed; type to change it.'
              : 'It is kept sealed and never shown. Empty: a public client.'
          }
          {...text('way-secret', 'clientSecret')}
        />
      </div>
      {kept && (
        <Checkbox
          id="way-forget"
          label="The client has no secret any more"
          isChecked={draft.forgetSecret}
          onChange={(_event, forgetSecret) => set({ forgetSecret })}
        />
      )}
      <GroupRows groups={draft.groups} wrong={form.wrong} onChange={(groups) => set({ groups })} />
      <ExpandableSection toggleText="Claims, scopes and address" isIndented>
        <div className="evenkeel-stack">
          <TextField label="Claim with the groups" {...text('way-groups-claim', 'groupsClaim')} />
          <TextField label="Claim with the person's name" {...text('way-name-claim', 'nameClaim')} />
          <TextField label="Scopes" {...text('way-scopes', 'scopes')} />
          <TextField
            label="Address of Evenkeel for browsers"
            type="url"
            help="Where a proxy hides it. Empty: as each request says it."
            {...text('way-public-url', 'publicUrl')}
          />
        </div>
      </ExpandableSection>
    </WayForm>
  );
}
