/** Begins what was approved: by the service that the request was for, with the request's own key, for who asked. */
import { NewBalanceRun, NewCampaign, NewMaintenance, NewRun } from '@evenkeel/contract';
import { unbound } from '../access/bound.ts';
import type { Balance } from '../balance/index.ts';
import type { CampaignService } from '../campaigns/index.ts';
import type { ApprovalRow } from '../db/approvals.ts';
import { endApproval, takeApproved } from '../db/approvals.ts';
import { startPlan } from '../db/balance-plans.ts';
import type { Db } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import { findRunByKey } from '../db/runs.ts';
import type { MaintenanceService } from '../maintenance/index.ts';
import type { Runner } from '../runner/index.ts';
import { DomainRefusal } from '../runner/refusal.ts';

export type Carriers = {
  runner: Pick<Runner, 'createRun'>;
  maintenance: Pick<MaintenanceService, 'create'>;
  campaigns: Pick<CampaignService, 'create'>;
  balance: Pick<Balance, 'run'>;
};

/** The moments at which a process can die on the way. */
export const APPROVAL_CHECKPOINTS = ['approved', 'begun'] as const;
export type ApprovalCheckpoint = (typeof APPROVAL_CHECKPOINTS)[number];

export interface CarryOut extends Carriers {
  db: Db;
  checkpoint(name: ApprovalCheckpoint, id: string): Promise<void>;
}

/**
 * Begins it, or writes why it can not be begun. The row is held meanwhile and given back by the database when the process
 * dies; the key makes one of two beginnings. Waits for whoever else is at it. Throws for what may come right.
 */
export async function carryOut(surroundings: CarryOut, id: string): Promise<void> {
  const { db, checkpoint } = surroundings;
  await unbound(async () => {
    await checkpoint('approved', id);
    await db.transaction().execute(async (transaction) => {
      const approval = await takeApproved(transaction, id);
      if (!approval) return;
      try {
        const begun = await begin(surroundings, approval);
        await checkpoint('begun', id);
        await endApproval(transaction, id, { state: 'done', begun });
      } catch (error) {
        if (!(error instanceof DomainRefusal)) throw error;
        const words = [error.message, error.nextStep].filter((part) => part !== null).join(' ');
        await endApproval(transaction, id, { state: 'failed', error: words });
      }
      await notify(transaction, { topic: 'approvals', providerId: null, ids: [id] });
    });
  });
}

/** Gives the ids of what was begun. */
async function begin({ db, ...carriers }: CarryOut, approval: ApprovalRow): Promise<string[]> {
  const { kind, request, asked_name: by } = approval;
  switch (kind) {
    case 'run':
      return [(await carriers.runner.createRun(NewRun.parse(request), by)).run.id];
    case 'maintenance': {
      const { maintenances } = await carriers.maintenance.create(NewMaintenance.parse(request), by);
      return maintenances.map(({ id }) => id);
    }
    case 'campaign':
      return [(await carriers.campaigns.create(NewCampaign.parse(request), by)).campaign.id];
    case 'balance': {
      const wanted = NewBalanceRun.parse(request);
      // Planned anew, the cloud would be found changed by the very run that a process began before it died.
      const earlier = await findRunByKey(db, wanted.idempotencyKey);
      if (!earlier) return [(await carriers.balance.run(wanted, by)).run.id];
      await startPlan(db, wanted.planId, earlier.id);
      return [earlier.id];
    }
  }
}
