/**
 * The moments between two writes, or a write and a request, at which a process can die. The tests end the controller at
 * each of them; in earnest they are nothing. In the order in which a maintenance passes them.
 */
export const MAINTENANCE_CHECKPOINTS = [
  'claimed',
  'before-disabling',
  'after-write-ahead',
  'after-disable',
  'disabled',
  'before-run',
  'after-run',
  'run-linked',
  'before-rebuild',
  'after-rebuild',
  'before-confirm',
  'after-confirm',
  'before-held',
  'held',
  'before-enable',
  'after-enable',
  'before-end',
] as const;
/** Besides, those that only an evacuation passes. */
export const EVACUATION_CHECKPOINTS = [
  'before-forcing-down',
  'after-forcing-down',
  'before-lifting',
] as const;
/** And one whose return asks a command or a webhook. */
export const READY_CHECKPOINTS = ['before-ready-check', 'ready-check-asked'] as const;
export type MaintenanceCheckpoint =
  | (typeof MAINTENANCE_CHECKPOINTS)[number]
  | (typeof EVACUATION_CHECKPOINTS)[number]
  | (typeof READY_CHECKPOINTS)[number];
