import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { preflightQuery } from '../api/queries.ts';
import { MigrateForm } from '../migrate/migrate-form.tsx';
import { DEFAULT_OPTIONS, useSubmit } from '../migrate/submit.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { lastInstanceList, readReferences } from '../search.ts';

/** The seed's form. The instances stand in the address, so a reload or a second tab can not change whom it is about. */
export function MigratePage() {
  const { hash } = useLocation();
  const references = useMemo(() => readReferences(hash), [hash]);
  // Another address is another form, with its own idempotency key.
  return <Form key={hash} references={references} />;
}

function Form({ references }: { references: ReturnType<typeof readReferences> }) {
  const navigate = useNavigate();
  const [options, setOptions] = useState(DEFAULT_OPTIONS);
  const preflight = useQuery({ ...preflightQuery(references, options), enabled: references.length > 0 });
  const submit = useSubmit(references, preflight.data);
  const title = references.length > 1 ? `Migrate ${references.length} Instances` : 'Migrate Instance';
  const providers = new Set(references.map(({ providerId }) => providerId));
  return (
    <PageFrame title={title}>
      {references.length === 0 ? (
        <EmptyState headingLevel="h2" titleText="No instance is selected" variant="sm">
          <EmptyStateBody>
            Select one or more in <Link to="/instances">Instances</Link>, then press Lifecycle, Migrate
            selected Instance.
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <>
          <CloudTrouble providerId={providers.size === 1 ? [...providers][0] : undefined} />
          <MigrateForm
            references={references}
            options={options}
            onChange={setOptions}
            preflight={preflight}
            submit={submit}
            onCancel={() => void navigate({ to: '/instances', search: lastInstanceList() })}
          />
        </>
      )}
    </PageFrame>
  );
}
