/**
 * The moments between two writes at which a process can die. The tests end the runner at each of them; in earnest they
 * are nothing. In the order in which a move passes them.
 */
export const CHECKPOINTS = [
  'before-write-ahead',
  'after-write-ahead',
  'before-post',
  'after-post',
  'after-submitted',
  'before-adopted',
  'during-copy',
  'before-end',
  'after-end',
] as const;
export type Checkpoint = (typeof CHECKPOINTS)[number];
