import { Breadcrumb, BreadcrumbItem, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { DrainForm } from '../maintenance/drain-form.tsx';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';

/** What emptying a host would do, and the button that begins it. The host stands in the address. */
export function NewMaintenancePage() {
  const { provider, host } = useSearch({ from: '/maintenance/new' });
  const navigate = useNavigate();
  const title = host ? `Put ${host} into maintenance` : 'Put a host into maintenance';
  return (
    <PageFrame
      title={title}
      description="It is disabled, emptied, and held until somebody returns it. Nothing is sent before you press Empty this host."
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/maintenance" className={className}>
                Maintenance
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{title}</BreadcrumbItem>
        </Breadcrumb>
      }
    >
      {provider === undefined || host === undefined ? (
        <EmptyState headingLevel="h2" titleText="No host is chosen" variant="sm">
          <EmptyStateBody>
            Choose one in <Link to="/hosts">Hosts</Link>, then press Put into maintenance.
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <>
          <CloudTrouble providerId={provider} />
          {/* Another host is another form, with its own idempotency key. */}
          <DrainForm
            key={`${provider}/${host}`}
            host={{ providerId: provider, host }}
            onCancel={() => void navigate({ to: '/hosts' })}
          />
        </>
      )}
    </PageFrame>
  );
}
