import type { Provider } from '@evenkeel/contract';
import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '../api/queries.ts';
import { Moment } from './moment.tsx';

/** On top of whatever shows a cloud: that it does not answer, why, and how old what is shown is. */
export function CloudTrouble({ providerId }: { providerId?: string }) {
  const { data: providers } = useQuery(providersQuery);
  const troubled = (providers ?? []).filter(
    ({ id, health }) =>
      (providerId === undefined || id === providerId) && health !== 'ok' && health !== 'unknown',
  );
  return (
    <div role="status" className="evenkeel-page-messages">
      {troubled.map((provider) => (
        <Alert
          key={provider.id}
          isInline
          component="p"
          variant={provider.health === 'slow' ? 'warning' : 'danger'}
          title={titleOf(provider)}
        >
          {provider.healthMessage && <p>{provider.healthMessage}</p>}
          <p>
            {provider.lastGoodAt === null ? (
              'It has not been read yet.'
            ) : (
              <>
                What is shown of it was last read <Moment at={provider.lastGoodAt} />.
              </>
            )}{' '}
            Evenkeel keeps trying.
          </p>
        </Alert>
      ))}
    </div>
  );
}

function titleOf({ name, health }: Provider): string {
  // Slow, or read in part only.
  if (health === 'slow') return `What is shown of ${name} may be behind`;
  if (health === 'refused') return `${name} refuses our sign-in`;
  return `${name} does not answer`;
}
