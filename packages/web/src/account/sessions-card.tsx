import type { OwnSession } from '@evenkeel/contract';
import { Button, Card, CardBody, CardHeader, CardTitle, Label } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { CommandFailure, LoadFailure } from '../parts/trouble.tsx';
import { endSession, ownSessionsQuery, signOutEverywhere } from '../sign-in/api.ts';
import { browserWords } from './browser-words.ts';

const WAYS: Readonly<Record<OwnSession['way'], string>> = {
  password: 'a password',
  oidc: 'an issuer',
  keystone: "a cloud's account",
};

/** Where one is signed in, and the way out of each place. */
export function SessionsCard() {
  const client = useQueryClient();
  const { data: sessions, error, refetch } = useQuery(ownSessionsQuery);
  const ended = useMutation({
    mutationFn: endSession,
    onSuccess: () => client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
  const everywhere = useMutation({
    mutationFn: signOutEverywhere,
    onSuccess: () => client.setQueryData(sessionQuery.queryKey, null),
  });
  const failure = ended.error ?? everywhere.error;
  return (
    <Card>
      <CardHeader
        actions={{
          actions: (
            <Button
              variant="secondary"
              isDanger
              isLoading={everywhere.isPending}
              onClick={() => everywhere.mutate()}
            >
              Sign out everywhere
            </Button>
          ),
        }}
      >
        <CardTitle component="h2">Where you are signed in</CardTitle>
      </CardHeader>
      <CardBody>
        {failure && <CommandFailure title="The session was not ended" error={failure} />}
        {error && !sessions ? (
          <LoadFailure what="Your sessions" error={error} onRetry={() => void refetch()} />
        ) : (
          <ScrollingTable aria-label="Your sessions">
            <Thead>
              <Tr>
                {['Browser', 'Address', 'Signed in with', 'Since', 'Last used', 'End'].map((title) => (
                  <Th key={title} modifier="nowrap">
                    {title}
                  </Th>
                ))}
              </Tr>
            </Thead>
            <Tbody>
              {(sessions ?? []).map((session) => (
                <Tr key={session.id}>
                  <Td dataLabel="Browser">
                    {browserWords(session.userAgent)} {session.current && <Label isCompact>this one</Label>}
                  </Td>
                  <Td dataLabel="Address">{session.address ?? '–'}</Td>
                  <Td dataLabel="Signed in with">{WAYS[session.way]}</Td>
                  <Td dataLabel="Since">
                    <Moment at={session.createdAt} />
                  </Td>
                  <Td dataLabel="Last used">
                    <Moment at={session.lastSeenAt} />
                  </Td>
                  <Td dataLabel="End">
                    {!session.current && (
                      <Button variant="link" isInline onClick={() => ended.mutate(session.id)}>
                        End
                      </Button>
                    )}
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
