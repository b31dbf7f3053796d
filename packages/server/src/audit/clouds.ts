/**
 * What Evenkeel sends to a cloud that changes something there. Each is written down before it is sent, and what the cloud
 * answered afterwards, whoever sends it: the runner, maintenance, or a person through them.
 */
import { randomUUID } from 'node:crypto';
import { type Cloud, CloudError } from '@evenkeel/openstack';
import { unbound } from '../access/bound.ts';
import { readWish } from '../db/audit-subjects.ts';
import type { Db } from '../db/database.ts';
import { EVENKEEL, type NewAuditEntry, recordAudit } from './index.ts';

/** Every call that changes something, and what of its parameters (but the last, a signal) is told. */
const CHANGING: Readonly<Partial<Record<keyof Cloud, (parameters: unknown[]) => unknown>>> = {
  liveMigrate: ([, request]) => request,
  abortLiveMigration: ([, migrationId]) => ({ migrationId }),
  forceCompleteLiveMigration: ([, migrationId]) => ({ migrationId }),
  resetState: () => ({ state: 'active' }),
  coldMigrate: ([, host]) => ({ host }),
  confirmResize: () => null,
  evacuate: ([, host]) => ({ host }),
  switchComputeService: ([, to]) => to,
  forceComputeDown: ([, down]) => ({ forcedDown: down }),
};

/** The cloud, with the calls that change something written down. What can not be written down is not sent. */
export function auditedCloud(db: Db, providerId: string, cloud: Cloud): Cloud {
  return new Proxy(cloud, {
    get(target, name, receiver) {
      const call: unknown = Reflect.get(target, name, receiver);
      const told = CHANGING[name as keyof Cloud];
      if (typeof call !== 'function' || told === undefined) return call;
      return (...parameters: unknown[]) => {
        const request = told(parameters) ?? null;
        const entry = { operation: String(name), request };
        return unbound(() =>
          recorded(db, providerId, parameters[0], entry, () => call.apply(target, parameters)),
        );
      };
    },
  });
}

async function recorded<Answer extends { requestId: string | null } | undefined>(
  db: Db,
  providerId: string,
  about: unknown,
  call: Pick<NewAuditEntry, 'operation' | 'request'>,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const entry = {
    ...call,
    ...(await subjectOf(db, providerId, about)),
    action: 'cloud',
    who: EVENKEEL,
    requestId: randomUUID(),
  };
  await recordAudit(db, { ...entry, phase: 'asked' });
  const complete = (outcome: NewAuditEntry['outcome'], requestId: string | null | undefined) =>
    // The cloud has answered, and what it said counts for the caller, whatever becomes of the audit.
    recordAudit(db, {
      ...entry,
      phase: 'answered',
      outcome,
      cloudRequestIds: requestId ? [requestId] : [],
    }).catch(() => {});
  try {
    const answer = await send();
    await complete({ status: null, errorCode: null }, answer?.requestId);
    return answer;
  } catch (error) {
    if (error instanceof CloudError)
      await complete({ status: error.status, errorCode: error.kind }, error.requestId);
    throw error;
  }
}

/** An instance by its id, or a compute service. */
async function subjectOf(
  db: Db,
  providerId: string,
  about: unknown,
): Promise<Pick<NewAuditEntry, 'subject' | 'why'>> {
  if (typeof about !== 'string') {
    const { host } = about as { host: string };
    return { subject: { kind: 'host', id: host, name: host, providerId }, why: null };
  }
  const wish = await readWish(db, providerId, about);
  return {
    subject: { kind: 'instance', id: about, name: wish?.name ?? null, providerId },
    why: wish && `The move ${wish.moveId} of the run ${wish.runId}, wanted by ${wish.by}`,
  };
}
