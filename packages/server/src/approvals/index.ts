/** Approvals: what touches many instances waits until a second person has seen it, and is then carried out once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval, ApprovalQuery, ApprovalSettings } from '@evenkeel/contract';
import type { Logger } from 'pino';
import {
  type ApprovalRow,
  approvalOf,
  expireApprovals,
  readApproval,
  readApprovals,
  readApproved,
  writeDecision,
} from '../db/approvals.ts';
import { readApprovalSettings, writeApprovalSettings } from '../db/approvals-settings.ts';
import type { Db } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import { readUser } from '../db/users.ts';
import { canAt, type Identity } from '../http/permissions.ts';
import { mortal } from '../leases/died.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { type ApprovalCheckpoint, type Carriers, carryOut } from './carry-out.ts';
import { type Held, hold, personNeeded } from './hold.ts';

export interface ApprovalOptions extends Carriers {
  db: Db;
  logger: Logger;
  /** Between two looks for what was approved and not begun, and for what nobody decided, in milliseconds; 5 seconds when not given. */
  lookEveryMs?: number;
  /** Called at each of APPROVAL_CHECKPOINTS; when it throws, this behaves as a process that was killed. */
  checkpoint?: (name: ApprovalCheckpoint, id: string) => Promise<void> | void;
}

/** Ids must be uuids. Null where there is no such thing. All throw DomainRefusal for what can not be had. */
export interface ApprovalService {
  /** Null: the request may be carried out at once. */
  hold(held: Held, asker: Identity): Promise<Approval | null>;
  list(query: ApprovalQuery, reader: Identity): Promise<Approval[]>;
  /** Approves and begins it. What could not be begun is told by the approval itself. */
  approve(id: string, decider: Identity, comment: string): Promise<Approval | null>;
  decline(id: string, decider: Identity, comment: string): Promise<Approval | null>;
  settings(providerId: string): Promise<ApprovalSettings | null>;
  saveSettings(providerId: string, settings: ApprovalSettings, by: string): Promise<ApprovalSettings | null>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 5_000;

/** Also goes on with what was approved before a process died. */
export function startApprovals(options: ApprovalOptions): ApprovalService {
  const { db, logger } = options;
  const surroundings = { ...options, checkpoint: mortal(options.checkpoint) };
  const stopping = new AbortController();
  const told = (ids: string[]) => notify(db, { topic: 'approvals', providerId: null, ids });

  // One at a time: each holds a connection while the service that it is for needs another.
  let last: Promise<unknown> = Promise.resolve();
  function begin(id: string): Promise<void> {
    const begun = last.then(() => carryOut(surroundings, id));
    last = begun.catch(() => undefined);
    return begun;
  }

  async function look(): Promise<void> {
    const expired = await expireApprovals(db);
    if (expired.length > 0) await told(expired);
    for (const id of await readApproved(db))
      await begin(id).catch((error: unknown) =>
        logger.error({ err: error, approval: id }, 'What was approved could not be begun; it is tried again'),
      );
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => logger.warn({ err: error }, 'Approvals can not be read now'));
      const pause = options.lookEveryMs ?? LOOK_EVERY_MS;
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }
  const ended = loop();

  async function decide(
    id: string,
    state: 'approved' | 'declined',
    { decider, comment }: { decider: Identity; comment: string },
  ): Promise<boolean> {
    const before = await readApproval(db, id);
    if (!before) return false;
    const { userId: by, name } = decider;
    if (by === null) throw personNeeded('decided');
    if (before.asked_by === by)
      throw new DomainRefusal(
        403,
        'own-request',
        'You asked for this yourself: another person has to decide.',
        {
          nextStep: 'Ask somebody who may migrate there to look at it.',
        },
      );
    if (state === 'approved') await refuseWhoMayNoMore(db, before);
    if (!(await writeDecision(db, id, { state, by, name, comment })))
      throw notOpen((await readApproval(db, id)) ?? before);
    await told([id]);
    return true;
  }

  async function shown(id: string, reader: Identity): Promise<Approval | null> {
    const row = await readApproval(db, id);
    return row && approvalOf(row, reader.userId);
  }

  return {
    hold: (held, asker) => hold(db, held, asker),
    async list(query, reader) {
      return (await readApprovals(db, query)).map((row) => approvalOf(row, reader.userId));
    },
    async approve(id, decider, comment) {
      if (!(await decide(id, 'approved', { decider, comment }))) return null;
      await begin(id);
      return shown(id, decider);
    },
    async decline(id, decider, comment) {
      return (await decide(id, 'declined', { decider, comment })) ? shown(id, decider) : null;
    },
    settings: (providerId) => readApprovalSettings(db, providerId),
    async saveSettings(providerId, settings, by) {
      return (await writeApprovalSettings(db, providerId, settings, by)) ? settings : null;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** What somebody asked for when they might is not done for them when they may no more. */
async function refuseWhoMayNoMore(db: Db, { asked_by, asked_user, places }: ApprovalRow): Promise<void> {
  const asker = await readUser(db, asked_by);
  const identity = {
    via: 'session',
    userId: asked_by,
    name: asked_user,
    grants: asker?.grants ?? [],
  } as const;
  const may = asker?.disabledAt === null && places.every((place) => canAt(identity, 'migrate', place));
  if (may) return;
  throw new DomainRefusal(
    409,
    'asker-may-not',
    `${asked_user}, who asked for this, may not do it any more.`,
    {
      nextStep: 'Decline it, and ask for it yourself if it is still needed.',
    },
  );
}

const STANDS: Readonly<Record<Approval['state'], string>> = {
  pending: 'was not decided in time',
  expired: 'was not decided in time',
  approved: 'was approved already',
  done: 'was approved already',
  failed: 'was approved already, and could not be begun',
  declined: 'was declined already',
};

function notOpen({ title, state, decided_user }: ApprovalRow): DomainRefusal {
  const by = decided_user === null ? '' : ` by ${decided_user}`;
  return new DomainRefusal(409, 'approval-not-open', `The request "${title}" ${STANDS[state]}${by}.`, {
    nextStep: 'Look at it again, and ask anew if it is still needed.',
  });
}
