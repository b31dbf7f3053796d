import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '../api/queries.ts';
import { DemoLabel } from './demo-label.tsx';

/** A provider's name, labelled when it is a demo cloud whose name does not say so itself. */
export function ProviderName({ id, name }: { id: string; name: string }) {
  const { data: providers } = useQuery(providersQuery);
  const isDemo = providers?.find((provider) => provider.id === id)?.demo ?? false;
  return (
    <>
      {name}
      {isDemo && !/\bdemo\b/i.test(name) && (
        <>
          {' '}
          <DemoLabel />
        </>
      )}
    </>
  );
}
