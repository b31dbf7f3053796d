import type { Allowed } from '@evenkeel/contract';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';

/** Where something is to be done; what is left out bounds nothing. */
export interface Place {
  providerId?: string | null;
  zone?: string | null;
  projectId?: string | null;
}

const WHO_MAY: Readonly<Record<string, string>> = {
  migrate: 'operator',
  maintain: 'operator',
  approve: 'operator',
};

/** A sentence for what the server would refuse, or null. The server judges all the same. */
export type WhyNot = (action: string, place?: Place) => string | null;

/** Says for each action whether the person who is signed in may, and in words why not. Without a place: anywhere. */
export function useWhyNot(): WhyNot {
  const { data: session } = useQuery(sessionQuery);
  return (action, place) => (session ? whyNot(session.can, action, place) : null);
}

/** Pure, as packages/server/src/access/grants.ts judges it. */
export function whyNot(can: readonly Allowed[], action: string, place?: Place): string | null {
  const having = can.filter(({ actions }) => actions.includes(action));
  const role = WHO_MAY[action] ?? 'administrator';
  if (having.length === 0) return `Your role does not allow this. Ask an administrator for the role ${role}.`;
  if (place === undefined || having.some((one) => reaches(one, place))) return null;
  return `Your role does not allow this here. Ask an administrator for the role ${role} at this place.`;
}

function reaches(allowed: Allowed, place: Place): boolean {
  const within = (bound: string | null, at: string | null | undefined) => bound === null || bound === at;
  return (
    within(allowed.providerId, place.providerId) &&
    within(allowed.zone, place.zone) &&
    within(allowed.projectId, place.projectId)
  );
}
