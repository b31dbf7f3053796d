import { Button, EmptyState, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { PageFrame } from '../parts/page.tsx';

/** A fault of the console itself, or a page's file that could not be read. Nothing that runs is touched by it. */
export function PageCrash({ error }: ErrorComponentProps) {
  return (
    <PageFrame title="This page broke">
      <EmptyState status="danger" headingLevel="h2" titleText="The console could not show this page">
        <EmptyStateBody>
          Migrations under way go on. Load the page again; if it stays so, report this: “
          {(error as Error).message}”
        </EmptyStateBody>
        <EmptyStateFooter>
          <Button onClick={() => location.reload()}>Load again</Button>
        </EmptyStateFooter>
      </EmptyState>
    </PageFrame>
  );
}
