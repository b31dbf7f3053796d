import type { NamedOutsideStep } from '@evenkeel/contract';
import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { outsideStepsQuery } from '../api/queries.ts';

interface ReadyCheckSelectProps {
  chosen: NamedOutsideStep | null;
  onChoose: (step: NamedOutsideStep | null) => void;
}

/** Who has to say that the host is ready, besides Nova; nothing when the server knows nobody. */
export function ReadyCheckSelect({ chosen, onChoose }: ReadyCheckSelectProps) {
  const { data: known = [] } = useQuery(outsideStepsQuery);
  if (known.length === 0) return null;
  const choose = (value: string) => onChoose(known.find((step) => valueOf(step) === value) ?? null);
  return (
    <FormGroup label="Who says that it is ready" fieldId="ready-check">
      <FormSelect
        id="ready-check"
        className="evenkeel-host-select"
        value={chosen === null ? '' : valueOf(chosen)}
        onChange={(_event, value) => choose(value)}
      >
        <FormSelectOption value="" label="Nova alone" />
        {known.map((step) => (
          <FormSelectOption key={valueOf(step)} value={valueOf(step)} label={labelOf(step)} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}

const valueOf = ({ kind, name }: NamedOutsideStep) => `${kind}:${name}`;
const labelOf = ({ kind, name }: NamedOutsideStep) => `The ${kind} ${name}`;
