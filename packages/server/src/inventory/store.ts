/** Writes observations and tells of what changed, both in one transaction, batch by batch. */
import type { LiveEvent } from '@evenkeel/contract';
import type { ComputeService, MigrationRecord, Server } from '@evenkeel/openstack';
import type { Db } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import {
  HOSTS,
  type HostRow,
  INSTANCES,
  inBatches,
  MIGRATIONS,
  type ObservedTable,
  readUnlisted,
  removeRows,
  removeUnlisted,
  storeRows,
} from '../db/observing.ts';
import { hostRow, instanceRow, migrationRow, SERVICE_COLUMNS } from './rows.ts';

/** One provider's rows. Every answer says when it was asked for (`databaseTime`). */
export class ObservationStore {
  readonly #db: Db;
  readonly #providerId: string;

  constructor(db: Db, providerId: string) {
    this.#db = db;
    this.#providerId = providerId;
  }

  /** Servers as shown; a partial one (of a down cell) says only that its state is not known. */
  async servers(servers: Server[], askedAt: Date): Promise<void> {
    const whole = servers.filter(({ partial }) => !partial).map(instanceRow);
    const partial = servers.filter((server) => server.partial).map(instanceRow);
    await this.#store(INSTANCES, 'instances', whole, askedAt);
    await this.#store(INSTANCES, 'instances', partial, askedAt, ['status', 'power_state']);
  }

  async removeServers(ids: string[], askedAt: Date): Promise<void> {
    for (const batch of inBatches(ids)) {
      await this.#db.transaction().execute(async (transaction) => {
        const removed = await removeRows(transaction, INSTANCES, this.#providerId, batch, askedAt);
        await this.#tell(transaction, 'instances', removed);
      });
    }
  }

  async migrations(records: MigrationRecord[], askedAt: Date): Promise<void> {
    await this.#store(MIGRATIONS, 'migrations', records.map(migrationRow), askedAt);
  }

  async removeMigrations(ids: number[], askedAt: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.#db.transaction().execute(async (transaction) => {
      const removed = await removeRows(transaction, MIGRATIONS, this.#providerId, ids.map(String), askedAt);
      await this.#tell(transaction, 'migrations', removed);
    });
  }

  /** What os-services tells of hosts; of one in a cell that does not answer, only that its state is not known. */
  async services(services: ComputeService[], askedAt: Date): Promise<void> {
    const rowsOf = (some: ComputeService[]) => some.map((service) => hostRow(service, null, null));
    const known = services.filter(({ state }) => state !== 'unknown');
    const lost = services.filter(({ state }) => state === 'unknown');
    await this.#store(HOSTS, 'hosts', rowsOf(known), askedAt, [...SERVICE_COLUMNS]);
    await this.#store(HOSTS, 'hosts', rowsOf(lost), askedAt, ['state']);
  }

  /** @param only the columns that may change; all when left out */
  async hosts(rows: HostRow[], askedAt: Date, only?: (keyof HostRow)[]): Promise<void> {
    await this.#store(HOSTS, 'hosts', rows, askedAt, only);
  }

  /** The servers we hold that a list did not contain. */
  unlistedServers(listed: string[], askedAt: Date): Promise<string[]> {
    return readUnlisted(this.#db, INSTANCES, this.#providerId, listed, askedAt);
  }

  /** Removes what a complete list did not contain. */
  async removeUnlisted(topic: 'instances' | 'hosts', listed: string[], askedAt: Date): Promise<void> {
    const table = topic === 'hosts' ? HOSTS : INSTANCES;
    await this.#db.transaction().execute(async (transaction) => {
      const removed = await removeUnlisted(
        transaction,
        table as typeof HOSTS,
        this.#providerId,
        listed,
        askedAt,
      );
      await this.#tell(transaction, topic, removed);
    });
  }

  /** A small table, read whole: what is not in the list is removed. `topic` names what shows it, if anything does. */
  async whole<Row extends object>(
    table: ObservedTable<Row>,
    rows: Row[],
    askedAt: Date,
    topic: 'providers' | 'instances' | null,
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const keys = rows.map((row) => String(row[table.key]));
      const changed = [
        ...(await storeRows(transaction, table, this.#providerId, rows, askedAt)),
        ...(await removeUnlisted(transaction, table, this.#providerId, keys, askedAt)),
      ];
      if (changed.length > 0 && topic)
        await notify(transaction, {
          topic,
          providerId: this.#providerId,
          ids: topic === 'providers' ? [this.#providerId] : [],
        });
    });
  }

  async #store<Row extends object>(
    table: ObservedTable<Row>,
    topic: 'instances' | 'hosts' | 'migrations',
    rows: Row[],
    askedAt: Date,
    only?: (keyof Row & string)[],
  ): Promise<void> {
    for (const batch of inBatches(rows)) {
      await this.#db.transaction().execute(async (transaction) => {
        const changed = await storeRows(transaction, table, this.#providerId, batch, askedAt, only);
        await this.#tell(transaction, topic, changed);
      });
    }
  }

  /** Ids as the API gives them: a host and a migration are only named within their provider. */
  async #tell(
    transaction: Parameters<typeof notify>[0],
    topic: LiveEvent['topic'],
    keys: string[],
  ): Promise<void> {
    if (keys.length === 0) return;
    const ids = topic === 'instances' ? keys : keys.map((key) => `${this.#providerId}/${key}`);
    await notify(transaction, { topic, providerId: this.#providerId, ids });
  }
}
