/** The lease ran out, or another process has it: whatever was being done must not be finished. */
export class LeaseLost extends Error {
  /** `what`: "the move 1f3c…". */
  constructor(what: string) {
    super(`The lease of ${what} is lost.`);
    this.name = 'LeaseLost';
  }
}
