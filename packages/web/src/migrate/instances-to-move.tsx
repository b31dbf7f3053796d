import type { InstanceReference, Preflight } from '@evenkeel/contract';
import { Skeleton, Title } from '@patternfly/react-core';
import { Td, Th } from '@patternfly/react-table';
import { formatMebibytes } from '../parts/bytes.ts';
import { ProviderName } from '../parts/provider-name.tsx';
import { VirtualTable } from '../parts/virtual-table.tsx';

/** Pixels. */
const USUAL_ROW = 37;

type Checked = Preflight['instances'][number];

interface InstancesToMoveProps {
  references: readonly InstanceReference[];
  preflight: Preflight | undefined;
}

/** Whom the form is about, each with its present host; all of it from the one answer of the preflight. */
export function InstancesToMove({ references, preflight }: InstancesToMoveProps) {
  const checked = new Map(preflight?.instances.map((each) => [`${each.providerId}/${each.id}`, each]));
  return (
    <section aria-labelledby="instances-title">
      <Title headingLevel="h2" size="md" id="instances-title">
        {references.length > 1 ? `The ${references.length} selected instances` : 'The selected instance'}
      </Title>
      <VirtualTable
        aria-labelledby="instances-title"
        isLow
        rows={references}
        usualRow={USUAL_ROW}
        head={
          <>
            <Th modifier="nowrap">Name</Th>
            <Th modifier="nowrap">Present host</Th>
            <Th modifier="nowrap">Provider</Th>
            <Th modifier="nowrap">Zone</Th>
            <Th modifier="nowrap">Flavor</Th>
            <Th modifier="nowrap">Hosts that could take it</Th>
          </>
        }
        keyOf={({ providerId, id }) => `${providerId}/${id}`}
        cells={({ providerId, id }) => (
          <Cells id={id} checked={checked.get(`${providerId}/${id}`)} isChecked={preflight !== undefined} />
        )}
      />
    </section>
  );
}

function Cells({ id, checked, isChecked }: { id: string; checked?: Checked; isChecked: boolean }) {
  if (checked === undefined) {
    return (
      <Td dataLabel="Name" colSpan={6}>
        {isChecked ? `${id} is no longer there` : <Skeleton screenreaderText="Loading" />}
      </Td>
    );
  }
  const able = checked.verdicts.filter(({ answer }) => answer !== 'no').length;
  return (
    <>
      <Td dataLabel="Name">{checked.name}</Td>
      <Td dataLabel="Present host">{checked.host ?? 'not shown by the cloud'}</Td>
      <Td dataLabel="Provider">
        <ProviderName id={checked.providerId} name={checked.provider} />
      </Td>
      <Td dataLabel="Zone">{checked.zone ?? 'No Availability Zone'}</Td>
      <Td dataLabel="Flavor">
        {checked.flavor}
        {checked.memoryMb !== null && (
          <span className="evenkeel-muted"> {formatMebibytes(checked.memoryMb)}</span>
        )}
      </Td>
      <Td dataLabel="Hosts that could take it">{`${able} of ${checked.verdicts.length}`}</Td>
    </>
  );
}
