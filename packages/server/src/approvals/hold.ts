/** Whether a request waits for a second person, and what it is told then. */
import type { Approval, NewBalanceRun, NewCampaign, NewMaintenance, NewRun } from '@evenkeel/contract';
import {
  type ApprovalRow,
  approvalOf,
  digestOfRequest,
  findApprovalByKey,
  insertApproval,
  isKeyOfBegun,
} from '../db/approvals.ts';
import { isPlanOfOwnPolicy, readBegunAlone } from '../db/approvals-alone.ts';
import {
  type Touched,
  touchedByBalance,
  touchedByCampaign,
  touchedByMaintenance,
  touchedByRun,
} from '../db/approvals-asked.ts';
import { readBounds } from '../db/approvals-settings.ts';
import type { Db } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import type { Identity } from '../http/permissions.ts';
import { DomainRefusal } from '../runner/refusal.ts';

/** A request that may have to wait, with the route that it came by. */
export type Held =
  | { kind: 'run'; request: NewRun }
  | { kind: 'maintenance'; request: NewMaintenance }
  | { kind: 'campaign'; request: NewCampaign }
  | { kind: 'balance'; request: NewBalanceRun };

/**
 * Null: it may begin at once. Otherwise it was stored, now or by an earlier press, and waits. Throws DomainRefusal for what
 * was declined or came too late, and for somebody whom no account stands behind.
 */
export async function hold(db: Db, { kind, request }: Held, asker: Identity): Promise<Approval | null> {
  const earlier = await findApprovalByKey(db, kind, request.idempotencyKey);
  if (earlier) return again(earlier, request, asker);
  if (await isKeyOfBegun(db, kind, request.idempotencyKey)) return null;
  const why = await reasonToWait(db, { kind, request } as Held, asker.userId);
  if (why === null) return null;
  if (asker.userId === null) throw personNeeded('asked for');
  const { title, counts, places } = why;
  const instances = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const asked = { title, instances, places, askedBy: asker.userId, askedName: asker.name };
  const id = await insertApproval(db, { kind, request, ...asked });
  if (id !== null) await notify(db, { topic: 'approvals', providerId: null, ids: [id] });
  const stored = (await findApprovalByKey(db, kind, request.idempotencyKey)) as ApprovalRow;
  return again(stored, request, asker);
}

/** What it touches, where a second person is needed for that; null otherwise. */
async function reasonToWait(db: Db, held: Held, askerId: string | null): Promise<Touched | null> {
  const isOfOwnPolicy =
    held.kind === 'balance' &&
    askerId !== null &&
    (await isPlanOfOwnPolicy(db, held.request.planId, askerId));
  const bounds = await readBounds(db);
  if (bounds.size === 0 && !isOfOwnPolicy) return null;
  const touched = await touchedBy(db, held);
  if (!touched || isOfOwnPolicy) return touched;
  const before = askerId === null ? new Map<string, number>() : await readBegunAlone(db, askerId);
  const above = [...touched.counts].find(
    ([providerId, count]) =>
      count + (before.get(providerId) ?? 0) > (bounds.get(providerId) ?? Number.POSITIVE_INFINITY),
  );
  if (!above) return null;
  const others = before.get(above[0]) ?? 0;
  const title = others > 0 ? `${touched.title}, after ${others} in the last hour` : touched.title;
  return { ...touched, title };
}

function touchedBy(db: Db, { kind, request }: Held): Promise<Touched | null> {
  switch (kind) {
    case 'run':
      return touchedByRun(db, request);
    case 'maintenance':
      return touchedByMaintenance(db, request);
    case 'campaign':
      return touchedByCampaign(db, request);
    case 'balance':
      return touchedByBalance(db, request);
  }
}

const OVER: Readonly<Partial<Record<Approval['state'], string>>> = {
  declined: 'was declined',
  expired: 'was not approved in time',
  failed: 'was approved and could not be begun',
};

function again(earlier: ApprovalRow, request: object, asker: Identity): Approval | null {
  if (earlier.request_digest !== digestOfRequest(request))
    throw new DomainRefusal(409, 'key-reused', 'This idempotency key was used for another request.', {
      nextStep: 'Send the new request with a new key.',
    });
  // It was begun under its key: the service answers with what came of it.
  if (earlier.state === 'done') return null;
  const over = OVER[earlier.state];
  if (over === undefined) return approvalOf(earlier, asker.userId);
  const why = earlier.error ?? earlier.comment;
  const message = `The request "${earlier.title}" ${over}.${why === null ? '' : ` ${why}`}`;
  throw new DomainRefusal(409, `approval-${earlier.state}`, message, {
    nextStep: 'Ask again if it is still needed.',
  });
}

/** Who has no account could be anybody, also the other of the two. */
export function personNeeded(what: 'asked for' | 'decided'): DomainRefusal {
  return new DomainRefusal(
    403,
    'person-needed',
    `What needs two people is ${what} by somebody with an account, and this token is nobody's.`,
    { nextStep: 'Sign in, or make a token of your own on the page My account.' },
  );
}
