import { badRequest, notFound } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { ActionEvent, Instance, InstanceAction } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { instanceOf, isAdmin } from './access.ts';
import { nextLinks, pageLimit, timeParameter, wholeSeconds } from './paging.ts';
import { requirePolicy } from './policies.ts';
import { refuseStrayParameters } from './schema.ts';
import { hostId } from './server-view.ts';

/** operations.md A5: the only place where the reasons of failures after the 202 stand. Newest first. */
export function addInstanceActionRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/servers/:id/os-instance-actions', (request) => {
      const instance = readableInstance(region, request);
      requirePolicy(request, 'os-instance-actions:list');
      return ok(listActions(instance, request));
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

/** Newest first; by pages from 2.58 on, with the request id as marker. */
function listActions(instance: Instance, request: DemoRequest): unknown {
  const { query, version } = request;
  const newest = [...instance.actions].reverse();
  const view = (action: InstanceAction) => actionView(instance, action, request);
  if (version < 58) return { instanceActions: newest.map(view) };
  const known = ['limit', 'marker', 'changes-since', ...(version >= 66 ? ['changes-before'] : [])];
  refuseStrayParameters(request, 58, known);
  const since = timeParameter(query, 'changes-since');
  const before = timeParameter(query, 'changes-before');
  const marker = query.get('marker');
  const position = newest.findIndex(({ requestId }) => requestId === marker);
  if (marker !== null && position < 0) throw badRequest(`marker [${marker}] not found`);
  const limit = pageLimit(query);
  const page = newest
    .slice(position + 1)
    .filter(({ updatedAt }) => since === null || wholeSeconds(updatedAt) >= since)
    .filter(({ updatedAt }) => before === null || wholeSeconds(updatedAt) <= before)
    .slice(0, limit);
  const links = nextLinks(request, page.length, limit, page.at(-1)?.requestId ?? '');
  return { instanceActions: page.map(view), ...(links && { links }) };
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
