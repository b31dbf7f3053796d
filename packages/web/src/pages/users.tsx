import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ForAdministrators } from '../access/for-administrators.tsx';
import { MayButton } from '../access/may-button.tsx';
import { PageFrame } from '../parts/page.tsx';
import { ReadingTable } from '../parts/reading-table.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { usersQuery } from '../users/api.ts';
import { NewUserForm } from '../users/new-user-form.tsx';
import { useNames } from '../users/use-names.ts';
import { type Doing, UserDialog } from '../users/user-dialogs.tsx';
import { UserRow } from '../users/user-row.tsx';
import '../users/users.css';

const COLUMNS = ['Name', 'Roles', 'Standing', 'Made', 'Change'];

/** Who has an account, and what they may where. */
export function UsersPage() {
  const [isMaking, setMaking] = useState(false);
  return (
    <PageFrame
      title="Users"
      description="Who has an account here, and what each may do where. Somebody always remains who may do everything."
      actions={
        !isMaking && (
          <MayButton action="manage-users" at={{}} onClick={() => setMaking(true)}>
            New user
          </MayButton>
        )
      }
    >
      <ForAdministrators action="manage-users" title="The users are not yours to see">
        {isMaking && <NewUserForm onClose={() => setMaking(false)} />}
        <UsersTable />
      </ForAdministrators>
    </PageFrame>
  );
}

function UsersTable() {
  const { data: users, error, refetch } = useQuery(usersQuery);
  const { names } = useNames();
  const [doing, setDoing] = useState<Doing | null>(null);
  if (error && !users) return <LoadFailure what="The users" error={error} onRetry={() => void refetch()} />;
  if (users?.length === 0)
    return (
      <EmptyState headingLevel="h2" variant="sm" titleText="No user">
        <EmptyStateBody>Make the first account here, or with evenkeel user create.</EmptyStateBody>
      </EmptyState>
    );
  return (
    <>
      <ReadingTable aria-label="Users" columns={COLUMNS} rows={users}>
        {(user) => <UserRow key={user.id} user={user} names={names} onDo={setDoing} />}
      </ReadingTable>
      {doing && <UserDialog doing={doing} names={names} onClose={() => setDoing(null)} />}
    </>
  );
}
