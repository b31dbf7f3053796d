import { notFound, unexpected } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';
import type { Caller } from '../state/actions.ts';
import type { Instance } from '../state/model.ts';
import type { Region } from '../state/region.ts';

export const isAdmin = (request: DemoRequest): boolean => request.token.roles.includes('admin');

export function callerOf(request: DemoRequest): Caller {
  const { requestId, token } = request;
  return { requestId, userId: token.userId, projectId: token.projectId ?? '' };
}

/** The instance of the path; 404 when it is gone or another project's. */
export function visibleInstance(region: Region, request: DemoRequest): Instance {
  const id = request.params.id ?? '';
  const instance = region.liveInstance(id);
  if (!instance || !(isAdmin(request) || instance.projectId === request.token.projectId)) {
    throw notFound(`Instance ${id} could not be found.`);
  }
  return instance;
}

/** The same, to do something with: 500 while its cell does not answer. */
export function instanceOf(region: Region, request: DemoRequest): Instance {
  const instance = visibleInstance(region, request);
  if (region.isLost(instance)) throw unexpected();
  return instance;
}
