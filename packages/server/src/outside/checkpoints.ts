/** The moments at which a process can die on its way through a step outside; the tests end it at each of them. */
export const OUTSIDE_CHECKPOINTS = [
  'claimed',
  'recorded',
  'after-command',
  'after-message',
  'before-end',
] as const;
export type OutsideCheckpoint = (typeof OUTSIDE_CHECKPOINTS)[number];
