import type { ProviderLimits } from '@evenkeel/contract';
import { useState } from 'react';
import { TextField } from '../provider/text-field.tsx';
import { providerLimitsQuery, saveProviderLimits } from './api.ts';
import { LIMIT_FIELDS, limitsDraftOf, limitsOf, wrongLimits } from './limits-draft.ts';
import { SettingCard, SettingForm } from './setting-card.tsx';

const TITLE = 'Limits';

/** How many migrations a cloud is given at one time, and what forecasts are made with. */
export function LimitsCard({ providerId }: { providerId: string }) {
  return (
    <SettingCard
      title={TITLE}
      words="How many migrations the cloud is given at one time, whatever a run asks for. It holds for the next that begins; what is under way goes on."
      query={providerLimitsQuery(providerId)}
    >
      {(now) => <LimitsForm providerId={providerId} now={now} />}
    </SettingCard>
  );
}

function LimitsForm({ providerId, now }: { providerId: string; now: ProviderLimits }) {
  const [draft, setDraft] = useState(() => limitsDraftOf(now));
  const wrong = wrongLimits(draft);
  return (
    <SettingForm
      providerId={providerId}
      title={TITLE}
      queryKey={providerLimitsQuery(providerId).queryKey}
      save={() => saveProviderLimits(providerId, limitsOf(draft))}
      isWrong={Object.keys(wrong).length > 0}
    >
      {LIMIT_FIELDS.map(({ name, label, help }) => (
        <TextField
          key={name}
          id={`limit-${name}`}
          label={label}
          type="number"
          help={help}
          value={draft[name]}
          wrong={wrong[name]}
          onChange={(typed) => setDraft({ ...draft, [name]: typed })}
        />
      ))}
    </SettingForm>
  );
}
