import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useWhyNot } from '../access/use-may.ts';
import { providersQuery } from '../api/queries.ts';
import { FilterSelect } from '../parts/filter-select.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { ApprovalsCard } from '../settings/approvals-card.tsx';
import { LimitsCard } from '../settings/limits-card.tsx';
import { ProbeCard } from '../settings/probe-card.tsx';
import { SettingsFrame } from '../settings/settings-frame.tsx';

/** What is set for each provider. */
export function SettingsProvidersPage() {
  const { provider } = useSearch({ from: '/settings/providers' });
  const navigate = useNavigate({ from: '/settings/providers' });
  const { data: providers, error, refetch } = useQuery(providersQuery);
  const [first, ...others] = providers ?? [];
  const providerId = provider ?? first?.id;
  return (
    <SettingsFrame description="What is set for one provider.">
      {error && !providers ? (
        <LoadFailure what="The providers" error={error} onRetry={() => void refetch()} />
      ) : providers?.length === 0 ? (
        <p>
          There is no cloud yet. <Link to="/providers/add">Add a provider</Link> first.
        </p>
      ) : (
        providerId !== undefined && (
          <>
            {others.length > 0 && (
              <div>
                <FilterSelect
                  label="Provider"
                  any={first?.name ?? ''}
                  value={providerId === first?.id ? undefined : providerId}
                  options={others.map(({ id, name }) => ({ value: id, words: name }))}
                  onChange={(value) => void navigate({ search: { provider: value } })}
                />
              </div>
            )}
            <MayNot providerId={providerId} />
            <div className="evenkeel-setting-cards" key={providerId}>
              <ApprovalsCard providerId={providerId} />
              <ProbeCard providerId={providerId} />
              <LimitsCard providerId={providerId} />
            </div>
          </>
        )
      )}
    </SettingsFrame>
  );
}

/** Said once above, besides at each button: a phone has no pointer that could rest on one. */
function MayNot({ providerId }: { providerId: string }) {
  const reason = useWhyNot()('manage-providers', { providerId });
  return reason === null ? null : <p>You see what is set. {reason}</p>;
}
