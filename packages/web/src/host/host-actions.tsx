import type { Host } from '@evenkeel/contract';
import { Button, Flex, Tooltip } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { useWhyNot, type WhyNot } from '../access/use-may.ts';

/** What can be done with the ticked hosts. It leads to a preview; nothing is sent by it. */
export function HostActions({ chosen }: { chosen: readonly Host[] }) {
  const navigate = useNavigate();
  const [first] = chosen;
  const why = whyNotHosts(chosen, useWhyNot());
  const open = (to: '/maintenance/new' | '/maintenance/campaigns/new') =>
    first &&
    void navigate({
      to,
      search: { provider: first.providerId, host: chosen.map(({ name }) => name).join(',') },
    });
  const buttons = (
    <Flex gap={{ default: 'gapSm' }}>
      <Button isAriaDisabled={why !== null} onClick={() => open('/maintenance/new')}>
        Put into maintenance…{chosen.length > 0 && ` (${chosen.length})`}
      </Button>
      <Button
        variant="secondary"
        isAriaDisabled={why !== null}
        onClick={() => open('/maintenance/campaigns/new')}
      >
        Campaign…
      </Button>
    </Flex>
  );
  return why === null ? buttons : <Tooltip content={why}>{buttons}</Tooltip>;
}

function whyNotHosts(chosen: readonly Host[], whyNot: WhyNot): string | null {
  if (chosen.length === 0) return 'Tick the hosts first.';
  for (const { name, providerId, zone } of chosen) {
    const reason = whyNot('maintain', { providerId, zone });
    if (reason !== null) return `${name}: ${reason}`;
  }
  const providers = new Set(chosen.map(({ providerId }) => providerId));
  return providers.size > 1 ? 'Tick hosts of one provider: each cloud is planned by itself.' : null;
}
