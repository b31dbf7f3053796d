/**
 * How a request is made to go wrong. `slow` answers late; the `status-…` kinds answer so without doing anything;
 * `marker-deleted` deletes the instance that a page of servers is to begin after, just before it is asked for;
 * `unreachable` drops the connection unheard; `cut` does what was asked and drops the connection before the answer.
 */
export type FaultKind =
  | 'slow'
  | 'status-500'
  | 'status-503'
  | 'status-429'
  | 'unreachable'
  | 'cut'
  | 'garbage'
  | 'marker-deleted';

export interface Fault {
  kind: FaultKind;
  /** The full path contains this text; every path when left out. */
  path?: string;
  method?: string;
  /** How many requests it meets; without end when left out. */
  count?: number;
  /** Real time, for `slow`; 5000 when left out. */
  milliseconds?: number;
}

export class Faults {
  #faults: (Fault & { left: number })[] = [];

  add(fault: Fault): void {
    this.#faults.push({ ...fault, left: fault.count ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The first fault that meets this request, counted down. */
  take(method: string, path: string): Fault | null {
    const met = this.#faults.find(
      (fault) =>
        (fault.path === undefined || path.includes(fault.path)) &&
        (fault.method === undefined || fault.method === method) &&
        (fault.kind !== 'marker-deleted' || /\/servers(\/detail)?\?.*marker=/.test(path)),
    );
    if (!met) return null;
    met.left -= 1;
    this.#faults = this.#faults.filter(({ left }) => left > 0);
    return met;
  }
}
