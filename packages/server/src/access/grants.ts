/** What grants let do, and where. Pure. */
import type { GrantGiven } from '@evenkeel/contract';

/** Where something is. Null: nowhere in particular, so that only a grant without that bound reaches it. */
export interface Place {
  providerId: string | null;
  zone: string | null;
  projectId: string | null;
}

/** The installation itself: its users, its providers, its settings. */
export const EVERYWHERE: Place = { providerId: null, zone: null, projectId: null };

/** Whether the grant reaches the place: every bound that it has must match. */
export function reaches(grant: GrantGiven, place: Place): boolean {
  const within = (bound: string | null, at: string | null) => bound === null || bound === at;
  return (
    within(grant.providerId, place.providerId) &&
    within(grant.zone, place.zone) &&
    within(grant.projectId, place.projectId)
  );
}

/** Nothing is hidden from who has a grant without bounds, whatever its role. */
export function seesEverything(grants: readonly GrantGiven[]): boolean {
  return grants.some((grant) => reaches(grant, EVERYWHERE));
}

/** Whether something that the grant reaches may be at the provider. */
export function nears({ providerId }: GrantGiven, provider: string): boolean {
  return providerId === null || providerId === provider;
}
