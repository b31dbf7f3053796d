import type { Preflight } from '@evenkeel/contract';
import { Alert, List, ListItem } from '@patternfly/react-core';

const MOST_LISTED = 8;

/** What keeps an instance where it is whatever the host, and what is good to know beforehand. */
export function Obstacles({ instances }: { instances: Preflight['instances'] }) {
  const hindered = instances.filter(({ obstacles }) =>
    obstacles.some(({ severity }) => severity === 'error'),
  );
  const noted = instances.filter((instance) => instance.obstacles.length > 0 && !hindered.includes(instance));
  return (
    <div role="status" className="evenkeel-page-messages">
      {hindered.length > 0 && (
        <Alert isInline variant="danger" component="p" title={titleOf(hindered)}>
          <Reasons instances={hindered} />
        </Alert>
      )}
      {noted.length > 0 && (
        <Alert isInline variant="warning" component="p" title="Good to know beforehand">
          <Reasons instances={noted} />
        </Alert>
      )}
    </div>
  );
}

function Reasons({ instances }: { instances: Preflight['instances'] }) {
  const more = instances.length - MOST_LISTED;
  return (
    <List isPlain={instances.length === 1}>
      {instances.slice(0, MOST_LISTED).map(({ providerId, id, name, obstacles }) => (
        <ListItem key={`${providerId}/${id}`}>
          {instances.length > 1 && <strong>{name}: </strong>}
          {obstacles.map(({ message }) => message).join(' ')}
        </ListItem>
      ))}
      {more > 0 && <ListItem>and {more} more</ListItem>}
    </List>
  );
}

function titleOf(hindered: Preflight['instances']): string {
  const [first] = hindered;
  return hindered.length === 1 && first
    ? `${first.name} can not be migrated now`
    : `${hindered.length} instances can not be migrated now`;
}
