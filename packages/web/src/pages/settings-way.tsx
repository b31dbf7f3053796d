import { Breadcrumb, BreadcrumbItem, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { ForAdministrators } from '../access/for-administrators.tsx';
import { providersQuery } from '../api/queries.ts';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { waysQuery } from '../settings/api.ts';
import { KeystoneForm } from '../settings/keystone-form.tsx';
import { OidcForm } from '../settings/oidc-form.tsx';

const NEW = { oidc: 'Add an OpenID Connect issuer', keystone: 'Add the Keystone of a provider' } as const;

/** One way to sign in, or a new one. */
export function SettingsWayPage() {
  const { way: id, kind = 'oidc' } = useSearch({ from: '/settings/sign-in/edit' });
  const title = id === undefined ? NEW[kind] : 'Change a way to sign in';
  return (
    <PageFrame
      title={title}
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/settings/sign-in" className={className}>
                Settings: Sign-in
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{title}</BreadcrumbItem>
        </Breadcrumb>
      }
    >
      <ForAdministrators action="manage-sign-in" title="The ways to sign in are not yours to change">
        <Way id={id} kind={kind} />
      </ForAdministrators>
    </PageFrame>
  );
}

function Way({ id, kind }: { id: string | undefined; kind: 'oidc' | 'keystone' }) {
  const { data: ways, error, refetch } = useQuery(waysQuery);
  const { data: providers } = useQuery(providersQuery);
  if (error && !ways)
    return <LoadFailure what="The ways to sign in" error={error} onRetry={() => void refetch()} />;
  if (ways === undefined || providers === undefined)
    return <Skeleton height="16rem" screenreaderText="Loading" />;
  const way = ways.find((one) => one.id === id) ?? null;
  if (id !== undefined && way === null) return <p>There is no such way to sign in, or no longer.</p>;
  if ((way?.kind ?? kind) === 'oidc') return <OidcForm key={id} way={way} />;
  const [first] = providers;
  if (!first)
    return (
      <p>
        There is no cloud yet. <Link to="/providers/add">Add a provider</Link> first.
      </p>
    );
  return <KeystoneForm key={id} way={way} first={first.id} />;
}
