import type { Provider } from '@evenkeel/contract';
import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Spinner,
} from '@patternfly/react-core';
import CloudIcon from '@patternfly/react-icons/dist/esm/icons/cloud-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import { Link } from '@tanstack/react-router';
import type { InstanceListSearch } from '../search.ts';

interface NoInstancesProps {
  search: InstanceListSearch;
  providers: readonly Provider[] | undefined;
  onClear: (part: Partial<InstanceListSearch>) => void;
}

/** Why the list is empty, and what to do about it. */
export function NoInstances({ search, providers, onClear }: NoInstancesProps) {
  const { search: text, powerState, host, provider, zone } = search;
  if (text || powerState || host) {
    return (
      <EmptyState headingLevel="h2" icon={SearchIcon} titleText="No instance matches" variant="sm">
        <EmptyStateBody>Nothing fits the search and the filters together.</EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button
              variant="link"
              onClick={() => onClear({ search: undefined, powerState: undefined, host: undefined })}
            >
              Clear search and filters
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    );
  }
  if (providers?.length === 0) {
    return (
      <EmptyState headingLevel="h2" icon={CloudIcon} titleText="No provider yet" variant="sm">
        <EmptyStateBody>
          Instances appear once Evenkeel knows a cloud. <Link to="/providers/add">Add a provider</Link>.
        </EmptyStateBody>
      </EmptyState>
    );
  }
  if (providers?.some(({ health }) => health === 'unknown')) {
    return (
      <EmptyState headingLevel="h2" icon={Spinner} titleText="Reading the cloud" variant="sm">
        <EmptyStateBody>The instances appear here by themselves.</EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <EmptyState headingLevel="h2" icon={CloudIcon} titleText="No instances here" variant="sm">
      <EmptyStateBody>The cloud has none in this place, or does not show them to our account.</EmptyStateBody>
      {(provider !== undefined || zone !== undefined) && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="link" onClick={() => onClear({ provider: undefined, zone: undefined })}>
              Show all instances
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
