import type { User } from '@evenkeel/contract';
import { Button, Label } from '@patternfly/react-core';
import { Td, Tr } from '@patternfly/react-table';
import { Moment } from '../parts/moment.tsx';
import { grantWords, type Names, sourceWords } from './grant-words.ts';
import type { Doing } from './user-dialogs.tsx';

interface Props {
  user: User;
  names: Names;
  onDo: (doing: Doing) => void;
}

export function UserRow({ user, names, onDo }: Props) {
  const { username, disabledAt, hasPassword, createdAt } = user;
  return (
    <Tr>
      <Td dataLabel="Name">
        <strong className="evenkeel-break">{username}</strong>
        {!hasPassword && <div className="evenkeel-muted">signs in elsewhere</div>}
      </Td>
      <Td dataLabel="Roles">
        {user.grants.length === 0 && <span className="evenkeel-muted">none: sees nothing</span>}
        <ul className="evenkeel-grants">
          {user.grants.map((grant) => {
            const words = grantWords(grant, names);
            const source = sourceWords(grant);
            return (
              <li key={`${grant.source} ${words} ${grant.grantedAt}`}>
                {words}{' '}
                {source === null ? (
                  <Button
                    variant="link"
                    isInline
                    isDanger
                    aria-label={`Revoke: ${username} is ${words}`}
                    onClick={() => onDo({ what: 'revoke', user, grant })}
                  >
                    Revoke
                  </Button>
                ) : (
                  <span className="evenkeel-muted">({source})</span>
                )}
              </li>
            );
          })}
        </ul>
      </Td>
      <Td dataLabel="Standing">
        {disabledAt === null ? (
          <Label color="green">May sign in</Label>
        ) : (
          <>
            <Label color="grey">Disabled</Label>{' '}
            <span className="evenkeel-muted">
              since <Moment at={disabledAt} />
            </span>
          </>
        )}
      </Td>
      <Td dataLabel="Made">
        <Moment at={createdAt} />
      </Td>
      <Td dataLabel="Change" className="evenkeel-user-actions">
        <Button
          variant="link"
          isInline
          aria-label={`Give a role… ${username}`}
          onClick={() => onDo({ what: 'grant', user })}
        >
          Give a role…
        </Button>{' '}
        <Button
          variant="link"
          isInline
          isDanger={disabledAt === null}
          aria-label={`${disabledAt === null ? 'Disable…' : 'Let in again…'} ${username}`}
          onClick={() => onDo({ what: disabledAt === null ? 'disable' : 'enable', user })}
        >
          {disabledAt === null ? 'Disable…' : 'Let in again…'}
        </Button>
      </Td>
    </Tr>
  );
}
