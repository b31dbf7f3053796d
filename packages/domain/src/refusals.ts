import { type Cause, causeOf } from './causes.ts';

/** What each status of a refusal at once means for os-migrateLive (operations.md A2). */
const BY_STATUS: Readonly<Record<number, Omit<Cause, 'code'>>> = {
  400: {
    reason: 'The cloud does not take the request as it is.',
    nextStep: 'Read what the cloud said, choose other options or another host, and try again.',
  },
  403: {
    reason: "The provider's account may not live-migrate this instance, or may not name a host.",
    nextStep: 'Give the account of the provider the role admin, or let Nova choose the host.',
  },
  404: {
    reason: 'The cloud knows no such instance.',
    nextStep: 'See whether it was deleted, or belongs to a project that the account can not see.',
  },
  409: {
    reason: 'The instance is not in a state in which it can be live-migrated.',
    nextStep: 'See what Nova is doing with it, wait until that is done, and try again.',
  },
};

/** In words, why the cloud refused at once with this 4xx, and what to do. Its own message decides where it is known. */
export function refusalOf(status: number, cloudMessage: string | null): Omit<Cause, 'code'> {
  const cause = cloudMessage === null ? null : causeOf(cloudMessage);
  return (
    cause ??
    BY_STATUS[status] ?? {
      reason: `The cloud refused the request with ${status}.`,
      nextStep: 'Read what the cloud said, and look the request id up in its logs.',
    }
  );
}

/** An event of an instance action, as far as it tells of a failure. */
export interface FailedEvent {
  event: string;
  result: string | null;
  details: string | null;
}

/**
 * The text behind a failed action. The conductor's own event says "No valid host" whatever stood behind it, so what the
 * hosts said in their checks goes first (operations.md A2 and A5). Null where Nova kept none.
 */
export function failureDetails(events: readonly FailedEvent[]): string | null {
  const failed = events.filter(({ result, details }) => result === 'Error' && details);
  const special = failed.filter(({ details }) => causeOf(details ?? '')?.code !== 'no-valid-host');
  const told = special.length > 0 ? special : failed;
  const texts = [...new Set(told.map(({ details }) => details))];
  return texts.length === 0 ? null : texts.join('\n');
}

/**
 * Whether an instance action says of itself that it failed: its message is `Error`, or an event that was finished ended so
 * (nova/objects/instance_action.py; operations.md A5).
 */
export function actionFailed(action: {
  message: string | null;
  events: readonly { result: string | null; finishTime: string | null }[] | null;
}): boolean {
  const failed = (action.events ?? []).some(
    ({ result, finishTime }) => result === 'Error' && finishTime !== null,
  );
  return action.message === 'Error' || failed;
}
