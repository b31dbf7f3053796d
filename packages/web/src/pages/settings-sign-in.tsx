import { EmptyState, EmptyStateBody, Flex, FlexItem } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ForAdministrators } from '../access/for-administrators.tsx';
import { MayButton } from '../access/may-button.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { waysQuery } from '../settings/api.ts';
import { SettingsFrame } from '../settings/settings-frame.tsx';
import { WayDialog } from '../settings/way-dialog.tsx';
import { type WayDoing, WaysTable } from '../settings/ways-table.tsx';

/** Where people sign in besides the password. */
export function SettingsSignInPage() {
  const navigate = useNavigate();
  const add = (kind: 'oidc' | 'keystone') =>
    void navigate({ to: '/settings/sign-in/edit', search: { kind } });
  return (
    <SettingsFrame
      description="Where people sign in besides the password of Evenkeel, and what they may by it."
      actions={
        <Flex gap={{ default: 'gapSm' }}>
          <FlexItem>
            <MayButton action="manage-sign-in" at={{}} onClick={() => add('oidc')}>
              Add OpenID Connect
            </MayButton>
          </FlexItem>
          <FlexItem>
            <MayButton action="manage-sign-in" at={{}} variant="secondary" onClick={() => add('keystone')}>
              Add a Keystone
            </MayButton>
          </FlexItem>
        </Flex>
      }
    >
      <ForAdministrators action="manage-sign-in" title="The ways to sign in are not yours to see">
        <Ways />
      </ForAdministrators>
    </SettingsFrame>
  );
}

function Ways() {
  const { data: ways, error, refetch } = useQuery(waysQuery);
  const [doing, setDoing] = useState<WayDoing | null>(null);
  if (error && !ways)
    return <LoadFailure what="The ways to sign in" error={error} onRetry={() => void refetch()} />;
  if (ways?.length === 0)
    return (
      <EmptyState headingLevel="h2" variant="sm" titleText="Everybody signs in with a password of Evenkeel">
        <EmptyStateBody>
          Add the OpenID Connect issuer of your company, whose groups become roles here, or the Keystone of a
          provider, where people use the account that they have in that cloud.
        </EmptyStateBody>
      </EmptyState>
    );
  return (
    <>
      <WaysTable ways={ways} onDo={setDoing} />
      {doing && <WayDialog doing={doing} onClose={() => setDoing(null)} />}
    </>
  );
}
