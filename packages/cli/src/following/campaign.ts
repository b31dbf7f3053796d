/** Follows a campaign until nothing more comes by itself. It goes on at the server whether anybody looks or not. */
import type { CampaignDetail } from '@evenkeel/contract';
import { readCampaign } from '../api/campaigns.ts';
import { listenToChanges } from '../api/changes.ts';
import type { ApiClient } from '../api/client.ts';
import { note } from '../output/print.ts';
import { printable } from '../output/text.ts';
import { PatientReader, untilAborted, watching } from './watching.ts';

const LOOK_EVERY_MS = 5_000;
const TRY_EVERY_MS = 1_000;
/** No host is under way, and what keeps the others has not passed by itself in so long. */
const STUCK_MS = 300_000;
/** `stopped` and `paused` wait for a person. */
const RESTS: ReadonlySet<string> = new Set(['done', 'cancelled', 'stopped', 'paused']);

/** Tells what happens, line by line, until the campaign has ended, or nothing goes on without a person. */
export function followCampaign(client: ApiClient, id: string): Promise<CampaignDetail> {
  return watching(`evenkeel campaign show ${id}`, async (signal) => {
    const changes = listenToChanges(client, ['campaigns']);
    const interrupted = untilAborted(signal);
    const reader = new PatientReader(note);
    let told = 0;
    let stuckSince: number | null = null;
    try {
      for (;;) {
        const now = await Promise.race([reader.read(() => readCampaign(client, id)), interrupted]);
        for (const { host, message } of now?.events.slice(told) ?? [])
          note(`${host === null ? '' : `${printable(host)}: `}${printable(message)}`);
        told = now?.events.length ?? told;
        const isStuck = now !== null && now.attention !== null && now.counts.underWay === 0;
        stuckSince = isStuck ? (stuckSince ?? Date.now()) : null;
        const isLongStuck = stuckSince !== null && Date.now() - stuckSince > STUCK_MS;
        if (now !== null && (RESTS.has(now.state) || isLongStuck)) return now;
        await Promise.race([changes.next(now === null ? TRY_EVERY_MS : LOOK_EVERY_MS), interrupted]);
      }
    } finally {
      changes.close();
    }
  });
}
