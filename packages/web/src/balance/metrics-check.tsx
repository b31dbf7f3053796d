import { Button, Content } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation } from '@tanstack/react-query';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { checkMetrics } from './queries.ts';

/** Asks every query that is saved, and tells what it gave. */
export function MetricsCheck({ providerId }: { providerId: string }) {
  const { mutate, data, error, isPending } = useMutation({ mutationFn: () => checkMetrics(providerId) });
  return (
    <section className="evenkeel-stack" aria-label="What the queries give">
      <div>
        <Button variant="secondary" onClick={() => mutate()} isLoading={isPending} isDisabled={isPending}>
          Try what is saved
        </Button>
      </div>
      {error && <CommandFailure title="It could not be asked" error={error} />}
      {data && (
        <>
          <ScrollingTable aria-label="What the queries give">
            <Thead>
              <Tr>
                <Th>Query</Th>
                <Th>Told of</Th>
                <Th>What is missing</Th>
              </Tr>
            </Thead>
            <Tbody>
              {data.figures.map(({ query, known, of, problem }) => (
                <Tr key={query}>
                  <Td dataLabel="Query">{query}</Td>
                  <Td dataLabel="Told of">
                    {known} of {of}
                  </Td>
                  <Td dataLabel="What is missing" modifier="breakWord">
                    {problem ?? 'Nothing'}
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </ScrollingTable>
          <Content component="p" className="evenkeel-muted">
            A host of which nothing is told takes no part in a plan by use. An instance of which nothing is
            told counts by its vCPUs.
          </Content>
        </>
      )}
    </section>
  );
}
