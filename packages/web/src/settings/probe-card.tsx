import type { ProviderProbe } from '@evenkeel/contract';
import { FormGroup, Radio } from '@patternfly/react-core';
import { useState } from 'react';
import { NumberField } from '../campaign/number-field.tsx';
import { providerProbeQuery, saveProviderProbe } from './api.ts';
import { SettingCard, SettingForm } from './setting-card.tsx';

const TITLE = 'Probe';
const MOST_PORT = 65_535;
const SSH = 22;

/** Whether guests are asked for a sign of life while they are moved. */
export function ProbeCard({ providerId }: { providerId: string }) {
  return (
    <SettingCard
      title={TITLE}
      words="A sign of life is asked of each instance every 50 ms while it is moved: the proof of how long it was away. It holds for moves from now on."
      query={providerProbeQuery(providerId)}
    >
      {(now) => <ProbeForm providerId={providerId} now={now} />}
    </SettingCard>
  );
}

function ProbeForm({ providerId, now }: { providerId: string; now: ProviderProbe }) {
  const [kind, setKind] = useState<'none' | 'icmp' | 'tcp'>(now.probe?.kind ?? 'none');
  const [port, setPort] = useState(now.probe?.kind === 'tcp' ? now.probe.port : SSH);
  const choice = (value: typeof kind, label: string) => (
    <Radio
      id={`probe-${value}`}
      name="probe-kind"
      label={label}
      isChecked={kind === value}
      onChange={() => setKind(value)}
    />
  );
  const probe = kind === 'none' ? null : kind === 'icmp' ? { kind } : { kind, port };
  return (
    <SettingForm
      providerId={providerId}
      title={TITLE}
      queryKey={providerProbeQuery(providerId).queryKey}
      save={() => saveProviderProbe(providerId, { probe })}
    >
      <FormGroup role="radiogroup" isStack label="Instances are asked" fieldId="probe-kind">
        {choice('none', 'not at all')}
        {choice('icmp', 'by ping (ICMP)')}
        {choice('tcp', 'by opening a TCP connection')}
      </FormGroup>
      {kind === 'tcp' && (
        <NumberField
          id="probe-port"
          label="Port"
          most={MOST_PORT}
          value={port}
          help="At which the guests listen, such as 22 or 443."
          onChange={(number) => number !== null && setPort(number)}
        />
      )}
    </SettingForm>
  );
}
