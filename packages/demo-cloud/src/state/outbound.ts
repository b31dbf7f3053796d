/** Which migrations leave each host now and which wait: `max_concurrent_live_migrations` (operations.md A12). */
export class Outbound<Course> {
  readonly #slots: () => number;
  readonly #leaving = new Map<string, Set<Course>>();
  readonly #waiting = new Map<string, Course[]>();

  constructor(slots: () => number) {
    this.#slots = slots;
  }

  /** True when the migration may leave at once; else it waits for its turn. */
  enter(host: string, course: Course): boolean {
    const leaving = this.#leaving.get(host) ?? new Set();
    this.#leaving.set(host, leaving);
    if (leaving.size < this.#slots()) {
      leaving.add(course);
      return true;
    }
    this.#waiting.set(host, [...(this.#waiting.get(host) ?? []), course]);
    return false;
  }

  /** Takes the migration out, wherever it is; gives those whose turn it now is. */
  leave(host: string, course: Course): Course[] {
    const leaving = this.#leaving.get(host) ?? new Set();
    leaving.delete(course);
    const waiting = (this.#waiting.get(host) ?? []).filter((each) => each !== course);
    const next = waiting.splice(0, Math.max(0, this.#slots() - leaving.size));
    for (const each of next) leaving.add(each);
    this.#waiting.set(host, waiting);
    return next;
  }
}
