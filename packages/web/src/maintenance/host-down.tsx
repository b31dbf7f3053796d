import type { Host } from '@evenkeel/contract';
import { useNavigate } from '@tanstack/react-router';
import { MayButton } from '../access/may-button.tsx';
import { Moment } from '../parts/moment.tsx';

type DownHost = Pick<Host, 'providerId' | 'name' | 'zone' | 'downSince'>;

/** In a list of hosts: since when this one is down, and the way to the preview of its evacuation. Nothing is sent by it. */
export function HostDown({ host }: { host: DownHost }) {
  const { providerId, name, zone, downSince } = host;
  const navigate = useNavigate();
  return (
    <div>
      <div className="evenkeel-muted">
        {downSince === null ? (
          'Down since before it was looked at'
        ) : (
          <>
            Down since <Moment at={downSince} />
          </>
        )}
      </div>
      <MayButton
        action="maintain"
        at={{ providerId, zone }}
        variant="link"
        isInline
        aria-label={`Evacuate… ${name}`}
        onClick={() =>
          void navigate({
            to: '/maintenance/new',
            search: { provider: providerId, host: name, kind: 'evacuation' },
          })
        }
      >
        Evacuate…
      </MayButton>
    </div>
  );
}
