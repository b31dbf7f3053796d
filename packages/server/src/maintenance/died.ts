import type { MaintenanceCheckpoint } from './checkpoints.ts';

/** A checkpoint threw: from now on this controller behaves as a process that is no more. */
export class DiedInMaintenance extends Error {
  constructor(checkpoint: MaintenanceCheckpoint, cause: unknown) {
    super(`The controller of maintenance died at ${checkpoint}.`, { cause });
    this.name = 'DiedInMaintenance';
  }
}
