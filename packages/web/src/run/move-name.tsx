import type { Move } from '@evenkeel/contract';
import { Link } from '@tanstack/react-router';

/** The name of the instance; it leads to all there is to its move. */
export function MoveName({ move }: { move: Move }) {
  return (
    <Link to="/moves/$moveId" params={{ moveId: move.id }}>
      {move.instanceName}
    </Link>
  );
}
