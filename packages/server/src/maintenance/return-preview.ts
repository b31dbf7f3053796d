import type { NamedOutsideStep, ReturnPreview } from '@evenkeel/contract';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import type { Planning } from './planning.ts';
import { hypervisorCheck, serviceCheck } from './readiness.ts';
import { inWords } from './ready-check.ts';
import { returnOf } from './return.ts';
import { findService, isOurs } from './service.ts';

/** What a return would do now; the cloud is asked and nothing is changed. Null when there is no such maintenance. */
export async function previewReturn(
  { db, clouds, planning }: { db: Db; clouds: CloudRegistry; planning: Planning },
  id: string,
  readyCheck: NamedOutsideStep | null,
): Promise<ReturnPreview | null> {
  const maintenance = await db.selectFrom('maintenances').selectAll().where('id', '=', id).executeTakeFirst();
  if (!maintenance) return null;
  const { provider_id: providerId, host } = maintenance;
  const cloud = await clouds.get(providerId);
  const service = await findService(cloud, host);
  const willBeEnabled = service !== null && isOurs(service, maintenance);
  const [hypervisor, plan] = await Promise.all([
    hypervisorCheck({ db, cloud }, providerId, host),
    planning.return(providerId, await returnOf(db, maintenance, { willBeEnabled })),
  ]);
  return {
    checks: [
      serviceCheck(host, service, { upMs: null, wantedMs: 0 }),
      hypervisor,
      ...(readyCheck === null
        ? []
        : [{ name: readyCheck.kind, ok: null, message: `${inWords(readyCheck)} will be asked.` }]),
    ],
    service: serviceInWords(host, service?.status ?? null, willBeEnabled),
    moves: plan.steps,
    blockers: plan.blockers,
    seconds: plan.seconds,
    lowerBoundSeconds: plan.lowerBoundSeconds,
  };
}

function serviceInWords(host: string, status: 'enabled' | 'disabled' | null, willBeEnabled: boolean): string {
  if (status === null) return `Nova knows no compute service on ${host}.`;
  if (status === 'enabled') return `${host} is enabled already.`;
  return willBeEnabled
    ? `${host} is enabled again, as Evenkeel disabled it.`
    : `${host} stays disabled: somebody else disabled it.`;
}
