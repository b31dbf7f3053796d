import type { OfferedWay, Session } from '@evenkeel/contract';
import { Card, CardBody, CardTitle, Content, Stack, StackItem } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { Mark } from '../parts/mark.tsx';
import { offeredWaysQuery } from '../sign-in/api.ts';
import { forgetFailure, SignInFailed } from '../sign-in/failure.tsx';
import { KeystoneForm } from '../sign-in/keystone-form.tsx';
import { OtherWays } from '../sign-in/other-ways.tsx';
import { PasswordForm } from '../sign-in/password-form.tsx';
import { useTheme } from '../theme.ts';

export function SignInPage() {
  useTheme();
  const client = useQueryClient();
  const { data: ways } = useQuery(offeredWaysQuery);
  const [keystone, setKeystone] = useState<OfferedWay | null>(null);
  useEffect(() => {
    document.title = 'Sign in · Evenkeel';
    // Nothing one person looked at is left for the next.
    const stays = [sessionQuery.queryKey[0], offeredWaysQuery.queryKey[0]] as unknown[];
    client.removeQueries({ predicate: ({ queryKey }) => !stays.includes(queryKey[0]) });
  }, [client]);
  const onSignedIn = (session: Session) => {
    forgetFailure();
    client.setQueryData(sessionQuery.queryKey, session);
  };
  return (
    <main className="evenkeel-sign-in">
      <Card className="evenkeel-sign-in-card" isLarge>
        <CardTitle component="h1">
          <span className="evenkeel-brand">
            <Mark /> Sign in to Evenkeel
          </span>
        </CardTitle>
        <CardBody>
          <Stack hasGutter>
            <SignInFailed />
            <StackItem>
              {keystone ? (
                <KeystoneForm way={keystone} onSignedIn={onSignedIn} onBack={() => setKeystone(null)} />
              ) : (
                <PasswordForm onSignedIn={onSignedIn} />
              )}
            </StackItem>
            {!keystone && <OtherWays ways={ways ?? []} onKeystone={setKeystone} />}
            {!keystone && (
              <Content component="small">
                The first administrator is <em>admin</em>; the server printed a code when it was started for
                the first time.
              </Content>
            )}
          </Stack>
        </CardBody>
      </Card>
    </main>
  );
}
