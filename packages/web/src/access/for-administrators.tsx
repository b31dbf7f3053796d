import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useWhyNot } from './use-may.ts';

interface Props {
  /** Of all of Evenkeel. */
  action: string;
  /** What is not theirs, such as `The users are not yours to see`. */
  title: string;
  children: ReactNode;
}

/** What is of the installation, for who may do it everywhere; the others are told who does. */
export function ForAdministrators({ action, title, children }: Props) {
  const reason = useWhyNot()(action, {});
  if (reason === null) return children;
  return (
    <EmptyState headingLevel="h2" variant="sm" titleText={title}>
      <EmptyStateBody>{reason}</EmptyStateBody>
    </EmptyState>
  );
}
