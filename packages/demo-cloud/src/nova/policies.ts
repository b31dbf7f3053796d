import { forbidden } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';

/** Roles in Keystone's order: each implies those after it. */
export type Role = 'admin' | 'manager' | 'member' | 'reader';

/**
 * Nova's defaults (nova/policies/*.py, operations.md A11): the least role, always within the own project but for
 * administrators. What is left out needs `admin`.
 */
const LEAST_ROLE: Record<string, Role> = {
  'servers:index': 'reader',
  'servers:detail': 'reader',
  'servers:show': 'reader',
  'servers:delete': 'member',
  'servers:start': 'member',
  'servers:stop': 'member',
  'servers:confirm_resize': 'member',
  'servers:revert_resize': 'member',
  'os-pause-server:pause': 'member',
  'os-pause-server:unpause': 'member',
  'os-lock-server:lock': 'member',
  'os-lock-server:unlock': 'member',
  'os-instance-actions:list': 'reader',
  'os-instance-actions:show': 'reader',
  'os-server-groups:index': 'reader',
};

/** What a project's manager may since 2025.2; a cloud whose highest microversion is below 2.100 is older. */
const MANAGER_SINCE_2025: ReadonlySet<string> = new Set([
  'os-migrate-server:migrate',
  'os-migrate-server:migrate_live',
  'os-migrations:index',
  'servers:migrations:index',
  'servers:migrations:force_complete',
  'servers:migrations:delete',
]);
const FIRST_MAXIMUM_WITH_MANAGERS = 100;

/** True in a cloud that knows what a manager is, and asks separately for naming a host. */
export const knowsManagers = (request: DemoRequest): boolean =>
  request.maximum >= FIRST_MAXIMUM_WITH_MANAGERS;

/** Whether the caller may; `rule` without its `os_compute_api:`. The project is checked where the instance is found. */
export function allows(request: DemoRequest, rule: string): boolean {
  const managers = knowsManagers(request) && MANAGER_SINCE_2025.has(rule);
  return request.token.roles.includes(managers ? 'manager' : (LEAST_ROLE[rule] ?? 'admin'));
}

/** 403 with the rule's name, as Nova's. */
export function requirePolicy(request: DemoRequest, rule: string): void {
  if (!allows(request, rule)) throw forbidden(`os_compute_api:${rule}`);
}
