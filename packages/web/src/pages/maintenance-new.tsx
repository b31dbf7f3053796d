import type { MaintenanceKind } from '@evenkeel/contract';
import { Alert, Breadcrumb, BreadcrumbItem, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { hostsQuery } from '../api/queries.ts';
import { DrainForm } from '../maintenance/drain-form.tsx';
import { HostDown } from '../maintenance/host-down.tsx';
import { hostNamesOf } from '../maintenance/maintenance-search.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';

/** What emptying hosts would do, and the button that begins it. The hosts stand in the address. */
export function NewMaintenancePage() {
  const search = useSearch({ from: '/maintenance/new' });
  const { provider, kind = 'drain' } = search;
  // Each lost host is fenced, and confirmed, by itself.
  const names = kind === 'evacuation' ? hostNamesOf(search).slice(0, 1) : hostNamesOf(search);
  const navigate = useNavigate();
  const title = titleOf(kind, names);
  return (
    <PageFrame
      title={title}
      description={descriptionOf(kind, names)}
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
          {kind === 'drain' && <DownHosts providerId={provider} names={names} />}
          <DrainForm
            key={`${kind} ${provider}`}
            kind={kind}
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

/** Of those that are down nothing can be live-migrated. */
function DownHosts({ providerId, names }: { providerId: string; names: readonly string[] }) {
  const { data: hosts } = useQuery(hostsQuery);
  const down = (hosts ?? []).filter(
    (host) => host.providerId === providerId && host.state === 'down' && names.includes(host.name),
  );
  return down.map((host) => (
    <Alert key={host.id} isInline variant="warning" component="p" title={`${host.name} is down`}>
      <HostDown host={host} />
    </Alert>
  ));
}

function descriptionOf(kind: MaintenanceKind, names: readonly string[]): string {
  if (kind === 'evacuation')
    return 'It is down: its instances are built anew on other hosts. Nothing is sent before you press Evacuate this host.';
  return names.length > 1
    ? 'They are disabled, emptied, and held until somebody returns them. Nothing is sent before you press Empty these hosts.'
    : 'It is disabled, emptied, and held until somebody returns it. Nothing is sent before you press Empty this host.';
}

function titleOf(kind: MaintenanceKind, names: readonly string[]): string {
  if (kind === 'evacuation') return `Evacuate ${names[0] ?? 'a host'}`;
  if (names.length > 1) return `Put ${names.length} hosts into maintenance`;
  return `Put ${names[0] ?? 'a host'} into maintenance`;
}
