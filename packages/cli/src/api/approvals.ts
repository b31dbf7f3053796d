/** What waits for a second person, by the ids people type. */
import { Approval, WaitsForApproval } from '@evenkeel/contract';
import { z } from 'zod';
import { CommandError, EXIT, refusal } from '../errors.ts';
import type { ApiClient } from './client.ts';

/** What is said instead of a result, when the server kept a request for a second person; null for any other answer. */
export function waitsForApproval(answer: unknown): CommandError | null {
  const waits = WaitsForApproval.safeParse(answer);
  if (!waits.success) return null;
  const { id, title, expiresAt } = waits.data.approval;
  const message = `This waits for a second person, and nothing of it has begun: ${title}.`;
  const nextStep = `Somebody else approves it until ${expiresAt}: evenkeel approvals approve ${id}. How it stands: evenkeel approvals list.`;
  return new CommandError(EXIT.waits, 'waits-for-approval', message, { nextStep });
}

export function listApprovals(client: ApiClient, state: 'open' | 'all'): Promise<Approval[]> {
  return client.get('/approvals', z.array(Approval), { state });
}

/** By its id, or the unique beginning of it. */
export async function findApproval(client: ApiClient, typed: string): Promise<Approval> {
  const found = (await listApprovals(client, 'all')).filter(({ id }) => id.startsWith(typed));
  const [one] = found;
  if (!one)
    throw refusal(
      'approval-unknown',
      `No request "${typed}" is known.`,
      'evenkeel approvals list --all names them.',
    );
  if (found.length > 1)
    throw refusal('approval-ambiguous', `"${typed}" fits ${found.length} of them.`, 'Give more of the id.');
  return one;
}
