import {
  Alert,
  Button,
  Content,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import { RequestError, WAITS } from '../api/request.ts';

/** A whole part of the page that could not be read. */
export function LoadFailure({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  return (
    <EmptyState status="danger" headingLevel="h2" titleText={`${what} could not be read`} variant="sm">
      <EmptyStateBody>
        <ErrorWords error={error} />
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button onClick={onRetry}>Try again</Button>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}

/** A press that was refused, or that waits for a second person. */
export function CommandFailure({ title, error }: { title: string; error: Error }) {
  const waits = error instanceof RequestError && error.code === WAITS;
  const place = useRef<HTMLDivElement>(null);
  // It may stand a long form above the button that was pressed. Who is at a field again stays there.
  useEffect(() => {
    if (document.activeElement?.matches('input, select, textarea')) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  return (
    <div ref={place} tabIndex={-1} className="evenkeel-failure">
      <Alert
        variant={waits ? 'info' : 'danger'}
        isInline
        title={waits ? 'This waits for a second person' : title}
        component="p"
        role="alert"
      >
        <ErrorWords error={error} />
      </Alert>
    </div>
  );
}

function ErrorWords({ error }: { error: Error }) {
  const cloud = error instanceof RequestError ? error : null;
  return (
    <>
      <Content component="p">{error.message}</Content>
      {cloud?.cloudMessage && <Content component="p">The cloud said: “{cloud.cloudMessage}”</Content>}
      {cloud?.requestId && <Content component="p">Request id: {cloud.requestId}</Content>}
      {cloud?.nextStep && <Content component="p">{cloud.nextStep}</Content>}
    </>
  );
}
