/** Every time of the runner, in one place. Milliseconds. */
export interface Timing {
  /** How long a move belongs to one process without a sign of life. Renewed at a third of it. */
  leaseMs: number;
  /** How long the answer to a request is waited for before the connection is closed. */
  sendMs: number;
  /**
   * After how long a request that left no trace in the cloud may be sent again; never shorter than `sendMs`. Closing the
   * connection does not stop Nova: one that was short of CPU took a request up and wrote its action 43 s after it was
   * sent (docs/nova-behaviour.md 3).
   */
  graceMs: number;
  /** Between two looks at a move under way, and of the timer that stands in for a notice that got lost. */
  pollMs: number;
  /** Between two samples of a copy that are kept. */
  sampleMs: number;
  /** How long one look waits for the cloud before it says that there is no answer. */
  lookMs: number;
  /** The longest pause between two looks while the cloud does not answer. */
  longestPauseMs: number;
  /** How long a preflight waits for fresh answers of the cloud. */
  freshMs: number;
}

export const TIMING: Timing = {
  leaseMs: 10_000,
  sendMs: 60_000,
  graceMs: 180_000,
  pollMs: 1_000,
  sampleMs: 2_000,
  lookMs: 15_000,
  longestPauseMs: 30_000,
  freshMs: 2_000,
};

/** Looks at one time by one process: they mostly wait for answers, and a few clouds that hang must not use them up. */
export const MOST_STEPS = 64;

/** Requests that may be sent for one move, each after the one before left no trace; then it is only looked for. */
export const MOST_SENDS = 3;

/** As many instances are read fresh before a preflight or a run; more would keep the cloud busy and the person waiting. */
export const MOST_FRESH = 20;
