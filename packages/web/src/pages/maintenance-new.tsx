import { Breadcrumb, BreadcrumbItem, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { DrainForm } from '../maintenance/drain-form.tsx';
import { hostNamesOf } from '../maintenance/maintenance-search.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';

/** What emptying hosts would do, and the button that begins it. The hosts stand in the address. */
export function NewMaintenancePage() {
  const search = useSearch({ from: '/maintenance/new' });
  const { provider } = search;
  const names = hostNamesOf(search);
  const navigate = useNavigate();
  const title = titleOf(names);
  return (
    <PageFrame
      title={title}
      description={
        names.length > 1
          ? 'They are disabled, emptied, and held until somebody returns them. Nothing is sent before you press Empty these hosts.'
          : 'It is disabled, emptied, and held until somebody returns it. Nothing is sent before you press Empty this host.'
      }
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
      {provider === undefined || names.length === 0 ? (
        <EmptyState headingLevel="h2" titleText="No host is chosen" variant="sm">
          <EmptyStateBody>
            Choose one in <Link to="/hosts">Hosts</Link>, then press Put into maintenance.
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <>
          <CloudTrouble providerId={provider} />
          <DrainForm
            key={provider}
            providerId={provider}
            names={names}
            onNames={(chosen) =>
              void navigate({
                to: '/maintenance/new',
                search: { provider, host: chosen.join(',') },
                replace: true,
              })
            }
            onCancel={() => void navigate({ to: '/hosts' })}
          />
        </>
      )}
    </PageFrame>
  );
}

function titleOf(names: readonly string[]): string {
  if (names.length > 1) return `Put ${names.length} hosts into maintenance`;
  return `Put ${names[0] ?? 'a host'} into maintenance`;
}
