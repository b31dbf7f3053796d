import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { Link } from '@tanstack/react-router';

interface NoHistoryProps {
  what: string;
  isFiltered: boolean;
  onClear: () => void;
}

/** Why the list is empty, and what to do about it. */
export function NoHistory({ what, isFiltered, onClear }: NoHistoryProps) {
  if (isFiltered) {
    return (
      <EmptyState headingLevel="h2" icon={SearchIcon} titleText={`No ${what} match`} variant="sm">
        <EmptyStateBody>Nothing fits the search and the filters together.</EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="link" onClick={onClear}>
              Clear search and filters
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    );
  }
  return (
    <EmptyState headingLevel="h2" titleText={`No ${what} yet`} variant="sm">
      <EmptyStateBody>
        Select instances in <Link to="/instances">Instances</Link>, then press Lifecycle, Migrate selected
        Instance.
      </EmptyStateBody>
    </EmptyState>
  );
}
