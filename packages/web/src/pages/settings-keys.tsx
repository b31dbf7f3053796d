import { useState } from 'react';
import { ForAdministrators } from '../access/for-administrators.tsx';
import { MayButton } from '../access/may-button.tsx';
import { KeysTable } from '../settings/keys-table.tsx';
import { RotateDialog } from '../settings/rotate-dialog.tsx';
import { SettingsFrame } from '../settings/settings-frame.tsx';

/** The keys that seal the clouds' passwords and every other secret in the database. */
export function SettingsKeysPage() {
  const [isAsking, setAsking] = useState(false);
  return (
    <SettingsFrame
      description="The keys that seal the clouds' passwords and every other secret in the database. They are not in the database."
      actions={
        <MayButton action="rotate-key" at={{}} onClick={() => setAsking(true)}>
          New key…
        </MayButton>
      }
    >
      <ForAdministrators action="rotate-key" title="The keys are not yours to change">
        <KeysTable />
        {isAsking && <RotateDialog onClose={() => setAsking(false)} />}
      </ForAdministrators>
    </SettingsFrame>
  );
}
