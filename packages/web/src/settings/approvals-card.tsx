import type { ApprovalSettings } from '@evenkeel/contract';
import { Checkbox } from '@patternfly/react-core';
import { useState } from 'react';
import { NumberField } from '../campaign/number-field.tsx';
import { approvalSettingsQuery, saveApprovalSettings } from './api.ts';
import { SettingCard, SettingForm } from './setting-card.tsx';

const TITLE = 'Approvals';
const MOST_INSTANCES = 100_000;
const USUAL_BOUND = 20;

/** When a second person is needed at a provider. */
export function ApprovalsCard({ providerId }: { providerId: string }) {
  const query = approvalSettingsQuery(providerId);
  return (
    <SettingCard
      title={TITLE}
      words="When a second person has to agree before anything begins. What waits already goes on waiting."
      query={query}
    >
      {(now) => <ApprovalsForm providerId={providerId} now={now} />}
    </SettingCard>
  );
}

function ApprovalsForm({ providerId, now }: { providerId: string; now: ApprovalSettings }) {
  const [draft, setDraft] = useState(now);
  const { runsAbove, automaticBalance } = draft;
  return (
    <SettingForm
      providerId={providerId}
      title={TITLE}
      queryKey={approvalSettingsQuery(providerId).queryKey}
      save={() => saveApprovalSettings(providerId, draft)}
    >
      <Checkbox
        id="approvals-needed"
        label="What touches many instances waits for a second person"
        isChecked={runsAbove !== null}
        onChange={(_event, checked) => setDraft({ ...draft, runsAbove: checked ? USUAL_BOUND : null })}
      />
      {runsAbove !== null && (
        <NumberField
          id="approvals-above"
          label="More instances than"
          least={0}
          most={MOST_INSTANCES}
          value={runsAbove}
          help="What one person begins within an hour is added up. 0: everything waits."
          onChange={(number) => number !== null && setDraft({ ...draft, runsAbove: number })}
        />
      )}
      <Checkbox
        id="approvals-balance"
        label="Plans of automatic policies wait for a person"
        isChecked={automaticBalance}
        onChange={(_event, checked) => setDraft({ ...draft, automaticBalance: checked })}
      />
    </SettingForm>
  );
}
