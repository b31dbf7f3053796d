/**
 * Campaigns: many hosts put into maintenance one after another, seen to, and returned. What people want is rows; the
 * controller looks at each campaign again and again, and asks maintenance for the next thing. It sends nothing to a cloud.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type {
  CampaignDetail,
  CampaignPreview,
  CampaignQuery,
  CampaignRequest,
  CampaignSummary,
  CancelCampaign,
  MaintenanceChoices,
  NewCampaign,
  OutsideDone,
  SkipCampaignHost,
} from '@evenkeel/contract';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import {
  type CampaignHostWish,
  type CampaignWish,
  type CampaignWishDetails,
  wishOfCampaign,
  wishOfCampaignHost,
} from '../db/campaign-wishes.ts';
import { digestOfCampaign, findCampaignByKey, insertCampaign } from '../db/campaign-writing.ts';
import type { Db } from '../db/database.ts';
import { listen } from '../db/notify.ts';
import { bringHostsUpToDate } from '../inventory/fresh-hosts.ts';
import { mortal } from '../leases/died.ts';
import { createPlanningFor } from '../maintenance/planning.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { CampaignCheckpoint } from './checkpoints.ts';
import { startCampaignLoop } from './loop.ts';
import type { OutsideOfCampaigns } from './outside.ts';
import { previewCampaign } from './preview.ts';
import { listCampaigns, showCampaign } from './shown.ts';
import type { MaintenanceOfCampaigns } from './step.ts';
import { CAMPAIGN_TIMING, type CampaignTiming } from './timing.ts';

export { CAMPAIGN_CHECKPOINTS } from './checkpoints.ts';

export interface CampaignsOptions {
  db: Db;
  /** For the connection that listens to notices, and for the planning thread. */
  connectionString: string;
  /** Asked for the hosts that moves have outrun, before a plan. */
  clouds: Pick<CloudRegistry, 'get'>;
  maintenance: MaintenanceOfCampaigns;
  outside: OutsideOfCampaigns;
  logger: Logger;
  /** Tests shorten the times. */
  timing?: Partial<CampaignTiming>;
  /** Called at each of CAMPAIGN_CHECKPOINTS; when it throws, the controller behaves as a process that was killed. */
  checkpoint?: (name: CampaignCheckpoint, id: string) => Promise<void> | void;
}

/** Ids must be uuids. Null where there is no such campaign. All throw DomainRefusal for what can not be had now. */
export interface CampaignService {
  preview(request: CampaignRequest): Promise<CampaignPreview>;
  /** `created` is false when the key was used for the same before. */
  create(request: NewCampaign, by: string): Promise<{ campaign: CampaignDetail; created: boolean }>;
  /** One page, newest first. Throws BadCursor. */
  list(query: CampaignQuery): Promise<{ items: CampaignSummary[]; nextCursor: string | null }>;
  get(id: string): Promise<CampaignDetail | null>;
  pause(id: string, by: string): Promise<CampaignDetail | null>;
  resume(id: string, by: string): Promise<CampaignDetail | null>;
  cancel(id: string, how: CancelCampaign, by: string): Promise<CampaignDetail | null>;
  /** For the hosts that have not begun. */
  choose(id: string, choices: MaintenanceChoices, by: string): Promise<CampaignDetail | null>;
  skip(id: string, host: string, how: SkipCampaignHost, by: string): Promise<CampaignDetail | null>;
  retry(id: string, host: string, by: string): Promise<CampaignDetail | null>;
  /** A person says how the step outside ended. */
  done(id: string, host: string, answer: OutsideDone, by: string): Promise<CampaignDetail | null>;
  /** Ends what is under way and gives the leases back, so that another process goes on at once. */
  stop(): Promise<void>;
}

/** A look that hangs longer than this at the end is cut off; what it left undone is found again. */
const STOP_PATIENCE_MS = 5_000;

/** Starts to carry campaigns on. Errors of the database never end it. */
export function startCampaigns(options: CampaignsOptions): CampaignService {
  const { db, connectionString, clouds, maintenance, outside, logger } = options;
  const timing = { ...CAMPAIGN_TIMING, ...options.timing };
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const planning = createPlanningFor(db, connectionString, bringHostsUpToDate({ db, clouds, logger }));
  const checkpoint = mortal(options.checkpoint);
  const loop = startCampaignLoop({
    ...{ db, maintenance, outside, planning, logger, owner, timing, checkpoint },
  });
  const listening = listen(
    connectionString,
    ({ topic }) => {
      if (topic === 'campaigns') loop.wake();
    },
    (error) => logger.warn({ err: error }, 'The connection for notices broke; it is made again'),
  );
  // Without notices the timer finds what is due, a little later.
  listening.catch((error: unknown) => logger.error({ err: error }, 'Notices can not be listened to'));
  loop.wake();

  async function earlier(request: NewCampaign): Promise<CampaignDetail | null> {
    const found = await findCampaignByKey(db, request.idempotencyKey);
    if (found === null) return null;
    if (found.digest !== digestOfCampaign(request))
      throw new DomainRefusal(409, 'key-reused', 'This idempotency key was used for another request.', {
        nextStep: 'Send the new request with a new key.',
      });
    return showCampaign(db, found.id);
  }

  async function wish(id: string, what: CampaignWish, event: string, how?: CampaignWishDetails) {
    const before = await showCampaign(db, id);
    if (!before) return null;
    if (!(await wishOfCampaign(db, id, what, event, how)))
      throw goneOn(`The campaign ${before.name} is ${before.state}: ${REFUSED[what]}`);
    loop.wake();
    return showCampaign(db, id);
  }

  async function wishOfHost(
    ids: { id: string; host: string },
    what: CampaignHostWish,
    event: string,
    how: Parameters<typeof wishOfCampaignHost>[4] = {},
  ) {
    const before = await showCampaign(db, ids.id);
    if (!before) return null;
    const host = before.hosts.find((one) => one.host === ids.host);
    if (!host)
      throw new DomainRefusal(404, 'host-unknown', `${ids.host} is not of the campaign ${before.name}.`, {
        nextStep: 'See the hosts of the campaign, and choose again.',
      });
    if (!(await wishOfCampaignHost(db, ids, what, event, how)))
      throw goneOn(`${ids.host} is ${host.state} in a campaign that is ${before.state}: ${REFUSED[what]}`);
    loop.wake();
    return showCampaign(db, ids.id);
  }

  return {
    preview: (request) => previewCampaign({ db, planning, outside }, request, Date.now()),
    async create(asked, by) {
      const request = { ...asked, hosts: [...new Set(asked.hosts)] };
      const known = await earlier(request);
      if (known) return { campaign: known, created: false };
      const { providerId, hosts, settings } = request;
      const preview = await previewCampaign(
        { db, planning, outside },
        { providerId, of: { hosts }, settings },
        Date.now(),
      );
      const rows = preview.hosts.map(({ host, beginsAt, emptyAt, readyAt, endsAt }) => ({
        host,
        planned: { beginsAt, emptyAt, readyAt, endsAt },
        drainSeconds: (Date.parse(emptyAt) - Date.parse(beginsAt)) / 1000,
        homeSeconds: (Date.parse(endsAt) - Date.parse(readyAt)) / 1000,
      }));
      const id = await insertCampaign(db, request, rows, by);
      // A press at the same moment was first.
      const campaign = id === null ? await earlier(request) : await showCampaign(db, id);
      if (!campaign) throw new Error('The campaign of this key is not to be found.');
      loop.wake();
      return { campaign, created: id !== null };
    },
    list: (query) => listCampaigns(db, query),
    get: (id) => showCampaign(db, id),
    pause: (id, by) => wish(id, 'pause', `${by} paused it. What is on its way comes to its end.`),
    resume: (id, by) => wish(id, 'resume', `${by} resumed it.`),
    cancel: (id, { underWay, abortRunning }, by) =>
      wish(id, 'cancel', `${by} cancelled it. ${CANCELLED[underWay]}`, {
        cancelHow: underWay,
        cancelAborts: abortRunning,
      }),
    choose: (id, choices, by) =>
      wish(id, 'choose', `${by} chose what is to become of the instances that stay.`, { choices }),
    skip: (id, host, { underWay }, by) =>
      wishOfHost({ id, host }, 'skip', `${by} skipped ${host}.`, { skipHow: underWay }),
    retry: (id, host, by) => wishOfHost({ id, host }, 'retry', `${by} asked to try ${host} again.`),
    done(id, host, { ok, message }, by) {
      const what = ok ? 'is done' : 'could not be done';
      const said = `${by}: the work on ${host} ${what}${message ? `: ${message}` : '.'}`;
      return wishOfHost({ id, host }, 'done', said, { answer: { by, ok, message } });
    },
    async stop() {
      await loop.stop(STOP_PATIENCE_MS);
      await planning.stop();
      await listening.then((listener) => listener.close()).catch(() => {});
    },
  };
}

const CANCELLED: Record<CancelCampaign['underWay'], string> = {
  finish: 'The hosts under way come to their end.',
  leave: 'The maintenance of the hosts under way is left to people.',
  cancel: 'The maintenance of the hosts under way is given up.',
};

const REFUSED: Record<CampaignWish | CampaignHostWish, string> = {
  pause: 'there is nothing to pause.',
  resume: 'there is nothing to resume.',
  cancel: 'there is nothing to cancel.',
  choose: 'there is nothing left to choose.',
  skip: 'there is nothing to skip.',
  retry: 'there is nothing to try again.',
  done: 'it does not wait for work on the host.',
};

function goneOn(message: string): DomainRefusal {
  return new DomainRefusal(409, 'wrong-phase', message, {
    nextStep: 'Look at it again: it may have gone on meanwhile.',
  });
}
