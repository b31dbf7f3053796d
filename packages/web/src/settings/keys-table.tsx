import type { SecretKeys } from '@evenkeel/contract';
import { Content, Label } from '@patternfly/react-core';
import { Td, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { ReadingTable } from '../parts/reading-table.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { keysQuery } from './api.ts';

const COLUMNS = ['Key', 'Secrets', 'What it does'];
type State = SecretKeys['keys'][number]['state'];
const STATES: Readonly<Record<State, { words: string; color: 'green' | 'grey' | 'red'; more: string }>> = {
  current: { words: 'Seals', color: 'green', more: 'Whatever is stored from now on is sealed with it.' },
  earlier: {
    words: 'Only opens',
    color: 'grey',
    more: 'It stays until the next start, for what was being stored while the key was changed.',
  },
  missing: {
    words: 'Missing',
    color: 'red',
    more: 'What it sealed can not be read: bring the key back, or give those passwords and secrets anew.',
  },
};

/** Which keys are in use, by ids that tell nothing of them. */
export function KeysTable() {
  const { data, error, refetch } = useQuery(keysQuery);
  if (error && !data) return <LoadFailure what="The keys" error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <ReadingTable aria-label="Keys" columns={COLUMNS} rows={data?.keys}>
        {({ id, state, secrets }) => (
          <Tr key={id ?? state}>
            <Td dataLabel="Key">{id === null ? 'from before keys had ids' : <code>{id}</code>}</Td>
            <Td dataLabel="Secrets">{secrets}</Td>
            <Td dataLabel="What it does" modifier="breakWord">
              <Label color={STATES[state].color}>{STATES[state].words}</Label>{' '}
              <span className="evenkeel-muted">{STATES[state].more}</span>
            </Td>
          </Tr>
        )}
      </ReadingTable>
      {data && <Content component="p">{WHERE[data.keptIn]}</Content>}
    </>
  );
}

const WHERE: Readonly<Record<SecretKeys['keptIn'], string>> = {
  file: 'The keys stand in secret.key of the data directory, for the user of the server alone. Who may read that file can also change the key with evenkeel secrets rotate. A backup of the database needs the key of its day.',
  environment:
    'The keys stand in EVENKEEL_SECRET_KEY, which Evenkeel can not change. To change the key: make one (openssl rand -base64 32), put it before the old one, separated by a space, and start Evenkeel anew. Once this page tells of no secret under the old one, it may go.',
};
