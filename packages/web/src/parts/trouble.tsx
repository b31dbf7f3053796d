import {
  Alert,
  Button,
  Content,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
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
  return (
    <Alert
      variant={waits ? 'info' : 'danger'}
      isInline
      title={waits ? 'This waits for a second person' : title}
      component="p"
      role="alert"
    >
      <ErrorWords error={error} />
    </Alert>
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
