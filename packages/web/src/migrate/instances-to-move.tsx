import type { InstanceReference, Preflight } from '@evenkeel/contract';
import { Skeleton, Title } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { formatMebibytes } from '../parts/bytes.ts';
import { ProviderName } from '../parts/provider-name.tsx';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';

/** Pixels. */
const USUAL_ROW = 37;

type Checked = Preflight['instances'][number];

interface InstancesToMoveProps {
  references: readonly InstanceReference[];
  preflight: Preflight | undefined;
}

/** Whom the form is about, each with its present host; all of it from the one answer of the preflight. */
export function InstancesToMove({ references, preflight }: InstancesToMoveProps) {
  const virtual = useVirtualRows(references.length, USUAL_ROW);
  const checked = new Map(preflight?.instances.map((each) => [`${each.providerId}/${each.id}`, each]));
  return (
    <section aria-labelledby="instances-title">
      <Title headingLevel="h2" size="md" id="instances-title">
        {references.length > 1 ? `The ${references.length} selected instances` : 'The selected instance'}
      </Title>
      <div ref={virtual.scroller} className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-low' : ''}`}>
        <Table
          variant="compact"
          gridBreakPoint="grid-lg"
          isStickyHeader={virtual.isVirtual}
          aria-labelledby="instances-title"
          aria-rowcount={references.length + 1}
        >
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
            <RowGap height={virtual.before} />
            {virtual.places.map((place) => {
              const { providerId, id } = references[place] as InstanceReference;
              return (
                <Tr
                  key={`${providerId}/${id}`}
                  innerRef={virtual.measure}
                  data-index={place}
                  aria-rowindex={place + 2}
                >
                  <Cells
                    id={id}
                    checked={checked.get(`${providerId}/${id}`)}
                    isChecked={preflight !== undefined}
                  />
                </Tr>
              );
            })}
            <RowGap height={virtual.after} />
          </Tbody>
        </Table>
      </div>
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
