import type { InstanceReference, Preflight } from '@evenkeel/contract';
import { Button, Skeleton, Title } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { instanceQuery } from '../api/queries.ts';
import { RequestError } from '../api/request.ts';
import { formatMebibytes } from '../parts/bytes.ts';
import { ProviderName } from '../parts/provider-name.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';

const SHOWN_AT_FIRST = 10;

interface InstancesToMoveProps {
  references: readonly InstanceReference[];
  preflight: Preflight | undefined;
}

/** Whom the form is about, each with its present host. */
export function InstancesToMove({ references, preflight }: InstancesToMoveProps) {
  const [isAll, setAll] = useState(references.length <= SHOWN_AT_FIRST + 2);
  const shown = isAll ? references : references.slice(0, SHOWN_AT_FIRST);
  const found = useQueries({ queries: shown.map((reference) => instanceQuery(reference)) });
  return (
    <section aria-labelledby="instances-title">
      <Title headingLevel="h2" size="md" id="instances-title">
        {references.length > 1 ? `The ${references.length} selected instances` : 'The selected instance'}
      </Title>
      <ScrollingTable aria-labelledby="instances-title">
        <Thead>
          <Tr>
            <Th modifier="nowrap">Name</Th>
            <Th modifier="nowrap">Present host</Th>
            <Th modifier="nowrap">Provider</Th>
            <Th modifier="nowrap">Zone</Th>
            <Th modifier="nowrap">Flavor</Th>
            <Th modifier="nowrap">Hosts that could take it</Th>
          </Tr>
        </Thead>
        <Tbody>
          {shown.map((reference, index) => {
            const instance = found[index]?.data;
            const error = found[index]?.error;
            const verdicts = preflight?.instances.find(
              ({ id, providerId }) => id === reference.id && providerId === reference.providerId,
            )?.verdicts;
            const able = verdicts?.filter(({ answer }) => answer !== 'no').length;
            return (
              <Tr key={`${reference.providerId}/${reference.id}`}>
                <Td dataLabel="Name">
                  {instance?.name ??
                    (error instanceof RequestError && error.status === 404
                      ? `${reference.id} is no longer there`
                      : (error?.message ?? <Skeleton screenreaderText="Loading" />))}
                </Td>
                <Td dataLabel="Present host">{instance && (instance.host ?? 'not shown by the cloud')}</Td>
                <Td dataLabel="Provider">
                  {instance && <ProviderName id={instance.providerId} name={instance.provider} />}
                </Td>
                <Td dataLabel="Zone">{instance && (instance.zone ?? 'No Availability Zone')}</Td>
                <Td dataLabel="Flavor">
                  {instance?.flavor}
                  {instance?.memoryMb != null && (
                    <span className="evenkeel-muted"> {formatMebibytes(instance.memoryMb)}</span>
                  )}
                </Td>
                <Td dataLabel="Hosts that could take it">{verdicts && `${able} of ${verdicts.length}`}</Td>
              </Tr>
            );
          })}
        </Tbody>
      </ScrollingTable>
      {!isAll && (
        <Button variant="link" onClick={() => setAll(true)}>
          Show all {references.length}
        </Button>
      )}
    </section>
  );
}
