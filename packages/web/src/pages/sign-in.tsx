import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { Mark } from '../parts/mark.tsx';
import { PasswordForm } from '../sign-in/password-form.tsx';
import { useTheme } from '../theme.ts';

export function SignInPage() {
  useTheme();
  const client = useQueryClient();
  useEffect(() => {
    document.title = 'Sign in · Evenkeel';
    // Nothing one person looked at is left for the next.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  }, [client]);
  return (
    <main className="evenkeel-sign-in">
      <Card className="evenkeel-sign-in-card" isLarge>
        <CardTitle component="h1">
          <span className="evenkeel-brand">
            <Mark /> Sign in to Evenkeel
          </span>
        </CardTitle>
        <CardBody>
          <PasswordForm onSignedIn={(session) => client.setQueryData(sessionQuery.queryKey, session)} />
          <Content component="small">
            The first administrator is <em>admin</em>; the server printed a code when it was started for the
            first time.
          </Content>
        </CardBody>
      </Card>
    </main>
  );
}
