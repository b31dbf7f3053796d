import type { HostMaintenance } from '@evenkeel/contract';
import { Link } from '@tanstack/react-router';
import { STATE_WORDS } from './maintenance-words.ts';
import { MaintenanceStateLabel } from './state-label.tsx';

/** In a list of hosts: that this one is in maintenance, by whom and why. */
export function HostInMaintenance({ name, maintenance }: { name: string; maintenance: HostMaintenance }) {
  const { id, state, by, reason } = maintenance;
  return (
    <div>
      <Link
        to="/maintenance/$maintenanceId"
        params={{ maintenanceId: id }}
        aria-label={`In maintenance: ${name}, ${STATE_WORDS[state]}`}
      >
        In maintenance
      </Link>{' '}
      <MaintenanceStateLabel state={state} />
      <div className="evenkeel-muted evenkeel-break">
        by {by}
        {reason && `: ${reason}`}
      </div>
    </div>
  );
}

/** Leads to the preview; nothing is sent by it. */
export function PutIntoMaintenance({ providerId, name }: { providerId: string; name: string }) {
  return (
    <div>
      <Link
        to="/maintenance/new"
        search={{ provider: providerId, host: name }}
        aria-label={`Put into maintenance… ${name}`}
      >
        Put into maintenance…
      </Link>
    </div>
  );
}
