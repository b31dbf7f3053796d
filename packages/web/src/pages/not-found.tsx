import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { PageFrame } from '../parts/page.tsx';

export function NotFoundPage() {
  return (
    <PageFrame title="Nothing here">
      <EmptyState headingLevel="h2" titleText="There is no page at this address">
        <EmptyStateBody>
          It may have been mistyped, or be from another version of Evenkeel.{' '}
          <Link to="/instances">Go to Instances</Link>.
        </EmptyStateBody>
      </EmptyState>
    </PageFrame>
  );
}
