import { notFound } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';
import type { Instance } from '../state/model.ts';
import type { Region } from '../state/region.ts';

export const isAdmin = (request: DemoRequest): boolean => request.token.roles.includes('admin');

/** The instance of the path; 404 when it is gone or another project's. */
export function instanceOf(region: Region, request: DemoRequest): Instance {
  const id = request.params.id ?? '';
  const instance = region.liveInstance(id);
  if (!instance || !(isAdmin(request) || instance.projectId === request.token.projectId)) {
    throw notFound(`Instance ${id} could not be found.`);
  }
  return instance;
}
