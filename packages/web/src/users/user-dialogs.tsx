import type { Grant, User } from '@evenkeel/contract';
import { Content, Form } from '@patternfly/react-core';
import { useState } from 'react';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { disableUser, enableUser, saveGrants } from './api.ts';
import { GrantFields } from './grant-fields.tsx';
import { givenByHand, grantWords, type Names } from './grant-words.ts';
import { LEAST } from './new-user-form.tsx';
import { useUserChange } from './user-change.ts';

/** What is about to be done to whom. */
export type Doing =
  | { what: 'grant' | 'disable' | 'enable'; user: User }
  | { what: 'revoke'; user: User; grant: Grant };

interface Props {
  doing: Doing;
  names: Names;
  onClose: () => void;
}

export function UserDialog({ doing, names, onClose }: Props) {
  const { user } = doing;
  if (doing.what === 'grant') return <GrantDialog user={user} names={names} onClose={onClose} />;
  if (doing.what === 'revoke')
    return <RevokeDialog user={user} grant={doing.grant} names={names} onClose={onClose} />;
  return <LetInDialog user={user} disable={doing.what === 'disable'} onClose={onClose} />;
}

interface OneProps {
  user: User;
  onClose: () => void;
}

function GrantDialog({ user, names, onClose }: OneProps & { names: Names }) {
  const [grant, setGrant] = useState(LEAST);
  const words = grantWords(grant, names);
  const has = user.grants.some((one) => one.source === 'manual' && grantWords(one, names) === words);
  const change = useUserChange(
    () => saveGrants(user.id, { grants: [...givenByHand(user.grants), grant] }),
    `${user.username} is ${words}`,
    onClose,
  );
  return (
    <AskDialog
      title={`Give ${user.username} a role`}
      action="Grant"
      isPending={change.isPending}
      isDisabled={has}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Form onSubmit={(event) => event.preventDefault()}>
        <GrantFields value={grant} onChange={setGrant} />
      </Form>
      <Content component="p">
        {has ? `${user.username} is ${words} already.` : `${user.username} will be ${words}, from now on.`}
      </Content>
    </AskDialog>
  );
}

function RevokeDialog({ user, grant, names, onClose }: OneProps & { grant: Grant; names: Names }) {
  const words = grantWords(grant, names);
  const change = useUserChange(
    () => saveGrants(user.id, { grants: givenByHand(user.grants.filter((one) => one !== grant)) }),
    `${user.username} is no longer ${words}`,
    onClose,
  );
  return (
    <AskDialog
      title={`Take a role from ${user.username}?`}
      action="Revoke"
      isDanger
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        {user.username} will no longer be {words}. It holds at once, also where they are signed in. What they
        began goes on.
      </Content>
    </AskDialog>
  );
}

function LetInDialog({ user, disable, onClose }: OneProps & { disable: boolean }) {
  const { username, id } = user;
  const change = useUserChange(
    () => (disable ? disableUser(id) : enableUser(id)),
    disable ? `${username} is let in no more` : `${username} may sign in again`,
    onClose,
  );
  return (
    <AskDialog
      title={disable ? `Let ${username} in no more?` : `Let ${username} in again?`}
      action={disable ? 'Disable' : 'Let in again'}
      isDanger={disable}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        {disable
          ? `The sessions of ${username} end at once, and their tokens open nothing. What they began goes on. Their roles are kept for when they are let in again.`
          : `${username} signs in as before, with the roles that stand here; their tokens open again.`}
      </Content>
    </AskDialog>
  );
}
