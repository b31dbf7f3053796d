/** A share of the network between two hosts, held while a migration copies. */
export interface Link {
  bytesPerSecond(): number;
  close(): void;
}

/** Each host has one network card; the migrations that come and go through it share it evenly. */
export class Links {
  readonly #bytesPerSecond: number;
  readonly #users = new Map<string, number>();

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  open(source: string, destination: string): Link {
    const ends = [source, destination];
    for (const host of ends) this.#users.set(host, this.#count(host) + 1);
    return {
      bytesPerSecond: () => this.#bytesPerSecond / Math.max(...ends.map((host) => this.#count(host))),
      close: () => {
        for (const host of ends.splice(0)) this.#users.set(host, this.#count(host) - 1);
      },
    };
  }

  #count(host: string): number {
    return this.#users.get(host) ?? 0;
  }
}
