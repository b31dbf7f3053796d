import { Page, SkipToContent, Spinner } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { useLiveEvents } from '../api/live.ts';
import { sessionQuery } from '../api/queries.ts';
import { SignInPage } from '../pages/sign-in.tsx';
import { Toasts } from '../parts/messages.tsx';
import { MoveWatcher } from '../parts/move-watcher.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { TimeZone } from './time-zone.tsx';
import { Topbar } from './topbar.tsx';

const MAIN_ID = 'main';

/** The sign-in page until somebody is signed in; the address stays, so that one lands where one wanted to go. */
export function Shell() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  if (error) return <LoadFailure what="The session" error={error} onRetry={() => void refetch()} />;
  if (session === undefined) return <Spinner aria-label="Loading" className="evenkeel-first-spinner" />;
  if (session === null) return <SignInPage />;
  return <SignedIn username={session.username} />;
}

function SignedIn({ username }: { username: string }) {
  const connection = useLiveEvents();
  return (
    <Page
      masthead={<Topbar username={username} />}
      skipToContent={
        <SkipToContent href={`#${MAIN_ID}`} onClick={skip}>
          Skip to content
        </SkipToContent>
      }
      mainContainerId={MAIN_ID}
      isContentFilled
    >
      <ConnectionNotice connection={connection} />
      <Outlet />
      <Toasts />
      <MoveWatcher />
      <TimeZone />
    </Page>
  );
}

/** Without the hash, which is the form's: its instances would be gone from the address. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById(MAIN_ID)?.focus();
}
