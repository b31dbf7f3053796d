export interface LoggedRequest {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** With its query. */
  path: string;
  /** The compute microversion asked for, as sent; null when none was. */
  version: string | null;
  /** The name of a server action such as `os-migrateLive`. */
  action: string | null;
  /** Null when no answer was sent. */
  status: number | null;
}

export interface RequestReport {
  total: number;
  /** By method, path with ids as `{id}`, and action: `POST /north/compute/v2.1/servers/{id}/action os-migrateLive`. */
  counts: Record<string, number>;
  /** The last ones, oldest first. */
  entries: LoggedRequest[];
}

const KEPT = 20_000;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Every request that reached the cloud, so that a test can prove what was sent and how often. */
export class RequestLog {
  #total = 0;
  #counts = new Map<string, number>();
  #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): LoggedRequest {
    const path = (entry.path.split('?')[0] ?? '')
      .replace(ID, '{id}')
      .replace(/\/migrations\/\d+/, '/migrations/{id}');
    const key = `${entry.method} ${path}${entry.action ? ` ${entry.action}` : ''}`;
    this.#total += 1;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#entries.push(entry);
    if (this.#entries.length > KEPT * 2) this.#entries = this.#entries.slice(-KEPT);
    return entry;
  }

  report(): RequestReport {
    return { total: this.#total, counts: Object.fromEntries(this.#counts), entries: [...this.#entries] };
  }

  clear(): void {
    this.#total = 0;
    this.#counts.clear();
    this.#entries = [];
  }
}
