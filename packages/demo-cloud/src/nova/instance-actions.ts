import { notFound } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { ActionEvent, Instance, InstanceAction } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { instanceOf, isAdmin } from './access.ts';
import { hostId } from './server-view.ts';

/** operations.md A5: the only place where the reasons of failures after the 202 stand. Newest first. */
export function addInstanceActionRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/servers/:id/os-instance-actions', (request) => {
      const instance = readableInstance(region, request);
      return ok({
        instanceActions: instance.actions.map((action) => actionView(instance, action, request)).reverse(),
      });
    })
    .on('GET', '/servers/:id/os-instance-actions/:request', (request) => {
      const instance = readableInstance(region, request);
      const action = instance.actions.find(({ requestId }) => requestId === request.params.request);
      if (!action)
        throw notFound(
          `Action for request_id ${request.params.request} on instance ${instance.id} not found`,
        );
      const events = isAdmin(request) || request.version >= 51 ? [...action.events].reverse() : undefined;
      const views = events?.map((event) => eventView(instance, event, request));
      return ok({
        instanceAction: { ...actionView(instance, action, request), ...(views && { events: views }) },
      });
    });
}

/** From 2.21 on also that of a deleted instance. */
function readableInstance(region: Region, request: DemoRequest): Instance {
  const instance = region.instances.get(request.params.id ?? '');
  if (instance && instance.deletedAt !== null && request.version >= 21 && isAdmin(request)) return instance;
  return instanceOf(region, request);
}

function actionView(
  instance: Instance,
  action: InstanceAction,
  request: DemoRequest,
): Record<string, unknown> {
  return {
    action: action.action,
    instance_uuid: instance.id,
    request_id: action.requestId,
    user_id: action.userId,
    project_id: action.projectId,
    start_time: microsecondsText(action.startTime),
    message: action.message,
    ...(request.version >= 58 && { updated_at: microsecondsText(action.updatedAt) }),
  };
}

function eventView(instance: Instance, event: ActionEvent, request: DemoRequest): Record<string, unknown> {
  const admin = isAdmin(request);
  return {
    event: event.event,
    start_time: microsecondsText(event.startTime),
    finish_time: event.finishTime === null ? null : microsecondsText(event.finishTime),
    result: event.result,
    ...(admin && {
      traceback: event.details === null ? null : '  File "nova/compute/utils.py", in decorated_function\n',
    }),
    ...(request.version >= 62 && {
      ...(admin && { host: event.host }),
      hostId: hostId(instance.projectId, event.host),
    }),
    ...(request.version >= 84 && admin && { details: event.details }),
  };
}
