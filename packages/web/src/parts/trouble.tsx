import {
  Alert,
  Button,
  Content,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import { RequestError } from '../api/request.ts';

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

/** A press that was refused. */
export function CommandFailure({ title, error }: { title: string; error: Error }) {
  return (
    <Alert variant="danger" isInline title={title} component="p" role="alert">
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
