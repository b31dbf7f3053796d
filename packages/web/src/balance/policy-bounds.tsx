import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { NumberField } from '../campaign/number-field.tsx';
import { namesOf, preferencesInWords, preferencesOf } from './policy-draft.ts';
import type { SettingsProps } from './policy-goal.tsx';

type Rules = SettingsProps['settings']['rules'];

/** Where it may act, how much a move has to bring, and what it never moves. */
export function PolicyBounds({ settings, onChange }: SettingsProps) {
  const { scope, rules, mostMoves, leastGain, leastImprovement, cooldownMinutes } = settings;
  return (
    <>
      <div className="evenkeel-fields">
        <NamesField
          id="policy-zones"
          label="Zones"
          names={scope.zones}
          onChange={(zones) => onChange({ scope: { ...scope, zones } })}
        />
        <NamesField
          id="policy-aggregates"
          label="Host aggregates"
          names={scope.aggregates}
          onChange={(aggregates) => onChange({ scope: { ...scope, aggregates } })}
        />
        <NumberField
          id="policy-most"
          label="Moves in one plan, at most"
          value={mostMoves}
          most={1000}
          onChange={(most) => most !== null && onChange({ mostMoves: most })}
        />
        <NumberField
          id="policy-cooldown"
          label="A moved instance is left alone for (minutes)"
          value={cooldownMinutes}
          least={0}
          most={100_000}
          onChange={(minutes) => minutes !== null && onChange({ cooldownMinutes: minutes })}
        />
        <NumberField
          id="policy-gain"
          label="Each move brings at least (%)"
          value={leastGain === null ? null : Math.round(leastGain * 100)}
          least={0}
          most={100}
          empty="by the size of the instances"
          help="Of how far the load is from the goal. More means fewer moves."
          onChange={(gain) => onChange({ leastGain: gain === null ? null : gain / 100 })}
        />
        <NumberField
          id="policy-improvement"
          label="The whole plan brings at least (%)"
          value={Math.round(leastImprovement * 100)}
          least={0}
          most={100}
          onChange={(improvement) =>
            improvement !== null && onChange({ leastImprovement: improvement / 100 })
          }
        />
      </div>
      <NamesField
        id="policy-never"
        label="Instances that are never moved"
        empty="ids, separated by commas"
        names={rules.never}
        onChange={(never) => onChange({ rules: { ...rules, never: never ?? [] } })}
      />
      <NamesField
        id="policy-stay"
        label="Instances that rather stay"
        empty="ids, separated by commas; moved only for three times the gain"
        names={rules.stay}
        onChange={(stay) => onChange({ rules: { ...rules, stay: stay ?? [] } })}
      />
      <PreferencesField
        prefer={rules.prefer}
        onChange={(prefer) => onChange({ rules: { ...rules, prefer } })}
      />
    </>
  );
}

/** What is typed is kept while it is no such list, and told; the policy has the last that was one. */
function PreferencesField({
  prefer,
  onChange,
}: {
  prefer: Rules['prefer'];
  onChange: (prefer: Rules['prefer']) => void;
}) {
  const [typed, setTyped] = useState(preferencesInWords(prefer));
  const isWrong = preferencesOf(typed) === null;
  return (
    <FormGroup label="Instances that should rather be on a host" fieldId="policy-prefer">
      <TextInput
        id="policy-prefer"
        value={typed}
        placeholder="none"
        validated={isWrong ? 'error' : 'default'}
        onChange={(_event, text) => {
          setTyped(text);
          const read = preferencesOf(text);
          if (read) onChange(read);
        }}
      />
      <FormHelperText>
        <HelperText>
          <HelperTextItem variant={isWrong ? 'error' : 'default'}>
            An id and a host such as 5f1c0a52…=compute-05, separated by commas. With several hosts, once for
            each.
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}

interface NamesFieldProps {
  id: string;
  label: string;
  names: readonly string[] | null;
  empty?: string;
  onChange: (names: string[] | null) => void;
}

function NamesField({ id, label, names, empty = 'all', onChange }: NamesFieldProps) {
  const [typed, setTyped] = useState((names ?? []).join(', '));
  return (
    <FormGroup label={label} fieldId={id}>
      <TextInput
        id={id}
        value={typed}
        placeholder={empty}
        onChange={(_event, text) => {
          setTyped(text);
          onChange(namesOf(text));
        }}
      />
      <FormHelperText>
        <HelperText>
          <HelperTextItem>Separated by commas.</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
