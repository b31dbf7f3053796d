/** Follows a campaign until nothing more comes by itself. It goes on at the server whether anybody looks or not. */
import type { CampaignDetail } from '@evenkeel/contract';
import { readCampaign } from '../api/campaigns.ts';
import { listenToChanges } from '../api/changes.ts';
import type { ApiClient } from '../api/client.ts';
import { CommandError, EXIT } from '../errors.ts';
import { note } from '../output/print.ts';
import { printable } from '../output/text.ts';

const LOOK_EVERY_MS = 5_000;
/** `stopped` and `paused` wait for a person. */
const RESTS: ReadonlySet<string> = new Set(['done', 'cancelled', 'stopped', 'paused']);

/** Tells what happens, line by line, until the campaign has ended or waits for a person to resume it. */
export async function followCampaign(client: ApiClient, id: string): Promise<CampaignDetail> {
  const changes = listenToChanges(client, ['campaigns']);
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    changes.close();
  };
  process.on('SIGINT', interrupt);
  let told = 0;
  try {
    for (;;) {
      const now = await readCampaign(client, id);
      for (const { host, message } of now.events.slice(told)) {
        note(`${host === null ? '' : `${printable(host)}: `}${printable(message)}`);
      }
      told = now.events.length;
      if (RESTS.has(now.state)) return now;
      if (interrupted) {
        throw new CommandError(
          EXIT.interrupted,
          'interrupted',
          'Not watched any longer. It goes on at the server.',
          {
            nextStep: `Look again: evenkeel campaign show ${id}`,
          },
        );
      }
      await changes.next(LOOK_EVERY_MS);
    }
  } finally {
    process.off('SIGINT', interrupt);
    changes.close();
  }
}
