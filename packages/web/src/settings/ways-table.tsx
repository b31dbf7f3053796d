import type { SignInWay } from '@evenkeel/contract';
import { Button, ClipboardCopy, Label } from '@patternfly/react-core';
import { Td, Tr } from '@patternfly/react-table';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { providersQuery } from '../api/queries.ts';
import { useMessages } from '../parts/messages.tsx';
import { Moment } from '../parts/moment.tsx';
import { ReadingTable } from '../parts/reading-table.tsx';
import { useNames } from '../users/use-names.ts';
import { tryWay } from './api.ts';
import { kindWords, mappingWords } from './way-words.ts';

const COLUMNS = ['Name', 'What opens what', 'Accounts', 'Standing', 'Change'];
const MOST_LINES = 4;

/** What is about to be done to which. */
export interface WayDoing {
  what: 'enable' | 'disable' | 'remove';
  way: SignInWay;
}

interface WaysTableProps {
  /** Undefined while they are being read. */
  ways: readonly SignInWay[] | undefined;
  onDo: (doing: WayDoing) => void;
}

export function WaysTable({ ways, onDo }: WaysTableProps) {
  return (
    <ReadingTable aria-label="Ways to sign in" columns={COLUMNS} rows={ways}>
      {(way) => <WayRow key={way.id} way={way} onDo={onDo} />}
    </ReadingTable>
  );
}

function WayRow({ way, onDo }: { way: SignInWay; onDo: WaysTableProps['onDo'] }) {
  const { data: providers } = useQuery(providersQuery);
  const { names } = useNames();
  const { tell } = useMessages();
  const { mutate, isPending } = useMutation({
    mutationFn: () => tryWay(way.id),
    onSuccess: ({ answers, message }) =>
      tell({ variant: answers ? 'success' : 'danger', title: message, place: 'page' }),
    onError: (error) => tell({ variant: 'danger', title: error.message, place: 'page' }),
  });
  const { name, enabled, accounts, lastSignInAt, redirectUri } = way;
  const lines = mappingWords(way, names);
  return (
    <Tr>
      <Td dataLabel="Name">
        <Link to="/settings/sign-in/edit" search={{ way: way.id }} className="evenkeel-break">
          {name}
        </Link>
        <div className="evenkeel-muted">{kindWords(way, providers ?? [])}</div>
        {redirectUri && (
          <>
            <div className="evenkeel-muted">Redirect address to register at the issuer:</div>
            <ClipboardCopy
              variant="inline-compact"
              hoverTip="Copy"
              clickTip="Copied"
              textAriaLabel={`Redirect address of ${name}`}
              className="evenkeel-break"
            >
              {redirectUri}
            </ClipboardCopy>
          </>
        )}
      </Td>
      <Td dataLabel="What opens what">
        <ul className="evenkeel-lines">
          {lines.slice(0, MOST_LINES).map((line) => (
            <li key={line}>{line}</li>
          ))}
          {lines.length > MOST_LINES && <li>and {lines.length - MOST_LINES} more</li>}
        </ul>
      </Td>
      <Td dataLabel="Accounts">
        {accounts}
        {lastSignInAt && (
          <div className="evenkeel-muted">
            the last came <Moment at={lastSignInAt} />
          </div>
        )}
      </Td>
      <Td dataLabel="Standing">
        {enabled ? <Label color="green">In use</Label> : <Label color="grey">Disabled</Label>}
      </Td>
      <Td dataLabel="Change">
        <div className="evenkeel-row-actions">
          <Button
            variant="link"
            isInline
            isLoading={isPending}
            onClick={() => mutate()}
            aria-label={`Try ${name}`}
          >
            Try
          </Button>
          <Button
            variant="link"
            isInline
            onClick={() => onDo({ what: enabled ? 'disable' : 'enable', way })}
            aria-label={`${enabled ? 'Disable' : 'Enable'} ${name}`}
          >
            {enabled ? 'Disable…' : 'Enable…'}
          </Button>
          <Button
            variant="link"
            isInline
            isDanger
            onClick={() => onDo({ what: 'remove', way })}
            aria-label={`Remove ${name}`}
          >
            Remove…
          </Button>
        </div>
      </Td>
    </Tr>
  );
}
