import type { ApiToken, Provider } from '@evenkeel/contract';
import { Button, Card, CardBody, CardHeader, CardTitle, Content } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { providersQuery } from '../api/queries.ts';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { CommandFailure, LoadFailure } from '../parts/trouble.tsx';
import { ownTokensQuery, revokeToken } from '../sign-in/api.ts';
import { NewTokenForm } from './new-token-form.tsx';

const COLUMNS = ['Name', 'May at most', 'Made', 'Ends', 'Last used', 'Revoke'];

/** API tokens of one's own. */
export function TokensCard() {
  const client = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const { data: tokens, error, refetch } = useQuery(ownTokensQuery);
  const { data: providers } = useQuery(providersQuery);
  const again = () => client.invalidateQueries({ queryKey: ownTokensQuery.queryKey });
  const revoked = useMutation({ mutationFn: revokeToken, onSuccess: again });
  return (
    <Card>
      <CardHeader
        actions={{
          actions: !isMaking && <Button onClick={() => setMaking(true)}>New token</Button>,
        }}
      >
        <CardTitle component="h2">API tokens</CardTitle>
      </CardHeader>
      <CardBody>
        {isMaking && <NewTokenForm onMade={again} onClose={() => setMaking(false)} />}
        {revoked.error && <CommandFailure title="The token was not revoked" error={revoked.error} />}
        {error && !tokens ? (
          <LoadFailure what="Your tokens" error={error} onRetry={() => void refetch()} />
        ) : tokens?.length === 0 ? (
          !isMaking && (
            <Content component="p">
              None yet. A program signs in with a token of yours, never with your password.
            </Content>
          )
        ) : (
          <ScrollingTable aria-label="Your API tokens">
            <Thead>
              <Tr>
                {COLUMNS.map((title) => (
                  <Th key={title} modifier="nowrap">
                    {title}
                  </Th>
                ))}
              </Tr>
            </Thead>
            <Tbody>
              {(tokens ?? []).map((token) => (
                <Tr key={token.id}>
                  <Td dataLabel="Name">{token.name}</Td>
                  <Td dataLabel="May at most">{scopeWords(token, providers ?? [])}</Td>
                  <Td dataLabel="Made">
                    <Moment at={token.createdAt} />
                  </Td>
                  <Td dataLabel="Ends">
                    {token.expiresAt === null ? 'never' : <Moment at={token.expiresAt} />}
                  </Td>
                  <Td dataLabel="Last used">
                    <Moment at={token.lastUsedAt} />{' '}
                    {token.lastUsedAddress && `from ${token.lastUsedAddress}`}
                  </Td>
                  <Td dataLabel="Revoke">
                    <Button variant="link" isInline isDanger onClick={() => revoked.mutate(token.id)}>
                      Revoke
                    </Button>
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </ScrollingTable>
        )}
      </CardBody>
    </Card>
  );
}

/** Such as `viewer, Demo north, zone zone-1`. */
function scopeWords({ scope }: ApiToken, providers: Provider[]): string {
  const { role, providerId, zone, projectId } = scope;
  const provider = providers.find(({ id }) => id === providerId)?.name ?? providerId;
  const words = [role, provider, zone && `zone ${zone}`, projectId && `project ${projectId}`].filter(Boolean);
  return words.length > 0 ? words.join(', ') : 'what you may';
}
