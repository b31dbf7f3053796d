import type { ActionEvent, Instance, InstanceAction } from './model.ts';
import type { Region } from './region.ts';

/** Who asked, and under which request id: this id names the instance action (operations.md A2). */
export interface Caller {
  requestId: string;
  userId: string;
  projectId: string;
}

export function startAction(
  region: Region,
  instance: Instance,
  action: string,
  caller: Caller,
): InstanceAction {
  const now = region.time.now();
  const { requestId, userId, projectId } = caller;
  const started = {
    action,
    requestId,
    userId,
    projectId,
    startTime: now,
    updatedAt: now,
    message: null,
    events: [],
  };
  instance.actions.push(started);
  return started;
}

export function startEvent(region: Region, action: InstanceAction, event: string, host: string): ActionEvent {
  const now = region.time.now();
  const started = { event, startTime: now, finishTime: null, result: null, host, details: null };
  action.events.push(started);
  action.updatedAt = now;
  return started;
}

/** An event that failed turns the action's message into the literal `Error` (operations.md A5). */
export function finishEvent(
  region: Region,
  action: InstanceAction,
  event: ActionEvent,
  error: string | null = null,
): void {
  event.finishTime = region.time.now();
  event.result = error === null ? 'Success' : 'Error';
  event.details = error;
  action.updatedAt = event.finishTime;
  if (error !== null) action.message = 'Error';
}

export function recordEvent(
  region: Region,
  action: InstanceAction,
  event: string,
  host: string,
  error: string | null = null,
): void {
  finishEvent(region, action, startEvent(region, action, event, host), error);
}
