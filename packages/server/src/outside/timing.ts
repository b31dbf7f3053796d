/** Every time and limit of steps outside, in one place. Milliseconds. */
export interface OutsideTiming {
  /** How long a step belongs to one process without a sign of life. Renewed at a third of it. */
  leaseMs: number;
  /** Between two looks for what is due. */
  pollMs: number;
  /** Before a message that was not taken is sent again; doubled each time, up to `mostBackOffMs`. */
  backOffMs: number;
  mostBackOffMs: number;
  /** How long a message waits for its answer. */
  answerMs: number;
  /** Between asking a command to end and ending it. */
  killMs: number;
  /** A command that runs longer than this when the server is stopped is ended. */
  stopMs: number;
}

export const OUTSIDE_TIMING: OutsideTiming = {
  leaseMs: 15_000,
  pollMs: 2_000,
  backOffMs: 5_000,
  mostBackOffMs: 300_000,
  answerMs: 15_000,
  killMs: 5_000,
  stopMs: 3_000,
};

/** Steps at one time by one process: each command is a process. */
export const MOST_STEPS = 16;

/** The clocks of two machines may differ by so much, and a message may be so old (Standard Webhooks). */
export const TOLERANCE_MS = 5 * 60_000;
