import type { MigrateOptions, Preflight } from '@evenkeel/contract';
import { Content, Skeleton, Title } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { FilterSelect } from '../parts/filter-select.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { byHost } from '../verdict/reasons.ts';
import { VerdictTable } from '../verdict/verdict-table.tsx';

interface HostVerdictsProps {
  preflight: UseQueryResult<Preflight>;
  options: MigrateOptions;
  isAuto: boolean;
  onChoose: (host: string) => void;
}

/** The table of hosts: for all instances together, or for one of them. */
export function HostVerdicts({ preflight, options, isAuto, onChoose }: HostVerdictsProps) {
  const { data, error, isPlaceholderData } = preflight;
  const [shownInstance, setShownInstance] = useState<string>();
  return (
    <section aria-labelledby="verdicts-title">
      <Title headingLevel="h2" size="md" id="verdicts-title">
        {isAuto ? 'Hosts the cloud can choose from' : 'Hosts'}
      </Title>
      {error && !data ? (
        <CommandFailure title="The hosts could not be checked" error={error} />
      ) : data === undefined ? (
        <Skeleton height="10rem" screenreaderText="Checking the hosts" />
      ) : (
        <>
          {data.instances.length > 1 && (
            <div className="evenkeel-verdict-choice">
              <FilterSelect
                label="The verdicts are for"
                any={`All ${data.instances.length} instances`}
                value={shownInstance}
                options={data.instances.map((each) => ({ value: keyOf(each), words: `Only ${each.name}` }))}
                onChange={setShownInstance}
              />
            </div>
          )}
          <Content component="p" className="evenkeel-muted">
            {isAuto
              ? data.instances.length > 1
                ? 'Best first. The cloud chooses a host for each of them: no host need take them all.'
                : 'Best first. The cloud chooses among those that could take it.'
              : 'Best first. Choosing a host with a warning accepts the warning.'}
          </Content>
          <Verdicts
            key={shownInstance}
            preflight={data}
            shownInstance={shownInstance}
            isEach={isAuto}
            isChecking={isPlaceholderData}
            chosen={options.host}
            onChoose={isAuto || shownInstance !== undefined ? undefined : onChoose}
          />
        </>
      )}
    </section>
  );
}

interface VerdictsProps {
  preflight: Preflight;
  shownInstance: string | undefined;
  isEach: boolean;
  isChecking: boolean;
  chosen: string | null;
  onChoose?: (host: string) => void;
}

function Verdicts({ preflight: { instances, hosts }, shownInstance, ...rest }: VerdictsProps) {
  const providers = new Set(instances.map(({ providerId }) => providerId)).size;
  const alone = useMemo(
    () => (instances.length > 1 && providers === 1 ? byHost(instances) : undefined),
    [instances, providers],
  );
  const one = instances.find((each) => keyOf(each) === shownInstance);
  return (
    <VerdictTable
      labelledBy="verdicts-title"
      verdicts={one?.verdicts ?? hosts}
      alone={one ? undefined : alone}
      {...rest}
    />
  );
}

const keyOf = ({ providerId, id }: Preflight['instances'][number]) => `${providerId}/${id}`;
