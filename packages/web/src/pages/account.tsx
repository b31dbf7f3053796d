import { Stack, StackItem } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { PasswordCard } from '../account/password-card.tsx';
import { SessionsCard } from '../account/sessions-card.tsx';
import { TokensCard } from '../account/tokens-card.tsx';
import { sessionQuery } from '../api/queries.ts';
import { PageFrame } from '../parts/page.tsx';

export function AccountPage() {
  const { data: session } = useQuery(sessionQuery);
  return (
    <PageFrame title="My account" description={session?.username}>
      <Stack hasGutter>
        <StackItem>
          <SessionsCard />
        </StackItem>
        <StackItem>
          <TokensCard />
        </StackItem>
        {session?.way === 'password' && (
          <StackItem>
            <PasswordCard />
          </StackItem>
        )}
      </Stack>
    </PageFrame>
  );
}
