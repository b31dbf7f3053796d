import { FormGroup, Label, LabelGroup } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { hostsQuery } from '../api/queries.ts';
import { FilterSelect } from '../parts/filter-select.tsx';

const MOST_SHOWN = 20;

interface DrainHostsProps {
  providerId: string;
  names: readonly string[];
  mayBeEmpty?: boolean;
  onChange: (names: string[]) => void;
}

/** Which hosts are meant: more of the same cloud can be added, and each be left out again. */
export function DrainHosts({ providerId, names, mayBeEmpty = false, onChange }: DrainHostsProps) {
  const { data: hosts } = useQuery(hostsQuery);
  const free = (hosts ?? [])
    .filter((host) => host.providerId === providerId && !host.maintenance && !names.includes(host.name))
    .sort((left, right) => left.name.localeCompare(right.name, undefined, { numeric: true }));
  return (
    <FormGroup role="group" label="Hosts" fieldId="drain-hosts">
      <div className="evenkeel-drain-hosts">
        {names.length > 0 && (
          <LabelGroup aria-label="Chosen hosts" numLabels={MOST_SHOWN}>
            {names.map((name) => (
              <Label
                key={name}
                closeBtnAriaLabel={`Leave out ${name}`}
                onClose={
                  names.length === 1 && !mayBeEmpty
                    ? undefined
                    : () => onChange(names.filter((one) => one !== name))
                }
              >
                {name}
              </Label>
            ))}
          </LabelGroup>
        )}
        {free.length > 0 && (
          <FilterSelect
            label="Add a host"
            any="Add a host…"
            value={undefined}
            options={free.map(({ name, zone }) => ({
              value: name,
              words: zone ? `${name} (${zone})` : name,
            }))}
            onChange={(name) => name !== undefined && onChange([...names, name])}
          />
        )}
      </div>
    </FormGroup>
  );
}
