/** Every time and limit of the controller, in one place. Milliseconds. */
export interface MaintenanceTiming {
  /** How long a maintenance belongs to one process without a sign of life. Renewed at a third of it. */
  leaseMs: number;
  /** Between two looks while something goes on. */
  pollMs: number;
  /** Between two looks while it waits for somebody, or for a cloud that does not answer. */
  waitMs: number;
  /** Between two looks at a host that is held. */
  heldMs: number;
  /** How long one look waits for the cloud. */
  lookMs: number;
  /** For so long a host has to report without a gap before it is used again. */
  upForMs: number;
  /** A command or webhook that has not said by then whether the host is ready says no. */
  readyCheckMs: number;
  /** After how long a request to rebuild that left no trace may be sent again; Nova may be slow to take it up. */
  graceMs: number;
}

export const MAINTENANCE_TIMING: MaintenanceTiming = {
  leaseMs: 10_000,
  pollMs: 2_000,
  waitMs: 15_000,
  heldMs: 60_000,
  lookMs: 20_000,
  upForMs: 60_000,
  readyCheckMs: 1_800_000,
  graceMs: 180_000,
};

/** Looks at one time by one process. */
export const MOST_LOOKS = 16;

/** So often one instance is tried before a person is asked. */
export const MOST_TRIES = 3;
