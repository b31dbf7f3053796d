import type { Approval } from '@evenkeel/contract';
import { Link } from '@tanstack/react-router';

/** The way to what came of it; nothing before that. */
export function Begun({ approval: { kind, begun } }: { approval: Pick<Approval, 'kind' | 'begun'> }) {
  const [id] = begun;
  if (id === undefined) return null;
  if (kind === 'maintenance') return <Link to="/maintenance">Look at the maintenance</Link>;
  if (kind === 'campaign')
    return (
      <Link to="/maintenance/campaigns/$campaignId" params={{ campaignId: id }}>
        Look at the campaign
      </Link>
    );
  return (
    <Link to="/runs/$runId" params={{ runId: id }}>
      Look at the run
    </Link>
  );
}
