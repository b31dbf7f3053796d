/** Steps outside with real commands and a real program that takes webhooks, and nothing else of a server. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Db } from '../../src/db/database.ts';
import type { OutsideStepRow, OutsideWanted } from '../../src/db/outside.ts';
import { type Outside, type OutsideOptions, startOutsideSteps } from '../../src/outside/index.ts';
import { signatureOf } from '../../src/outside/signature.ts';
import { createSecretBox } from '../../src/secrets.ts';
import { createTestDatabase } from '../database.ts';
import { temporaryFolder, until } from '../harness.ts';

export const QUICK = {
  // Long enough for a machine that is busy with other tests: a lease that ends makes a command unknown.
  leaseMs: 2_000,
  pollMs: 20,
  backOffMs: 20,
  mostBackOffMs: 50,
  answerMs: 2000,
  killMs: 200,
  stopMs: 100,
};

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

export interface OutsideWorld {
  db: Db;
  providerId: string;
  /** Messages that came, the oldest first. */
  received: Received[];
  /** What the other program answers from now on. */
  answer: { status: number };
  /** Its address. */
  url: string;
  /** A command that writes a line into the file that `lines` reads, then does this. */
  script(name: string, then: string): Promise<void>;
  lines(): Promise<string[]>;
  start(more?: Partial<OutsideOptions>): Outside;
  wanted(more: Partial<OutsideWanted>): OutsideWanted;
  /** Waits until it ended, and gives it as it stands in the database. */
  ended(askedFor: string): Promise<OutsideStepRow>;
  row(askedFor: string): Promise<OutsideStepRow | undefined>;
  /** Ends the services that were started since. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOutsideWorld(): Promise<OutsideWorld> {
  const database = await createTestDatabase();
  const { db } = database;
  const folder = await temporaryFolder();
  const log = join(folder, 'log');
  await writeFile(log, '');
  const received: Received[] = [];
  const answer = { status: 202 };
  const program = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      response.writeHead(answer.status).end('never shown to anybody');
    });
  });
  await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
  const { id: providerId } = await db
    .insertInto('providers')
    .values({
      ...{ name: 'North', auth_url: 'http://127.0.0.1', settings: '{}' },
      secret: Buffer.alloc(1),
      region: null,
      health_message: null,
      compute_version: null,
      lease_owner: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const commands = new Map<string, readonly string[]>();
  const secrets = createSecretBox(randomBytes(32));
  const started: Outside[] = [];
  const rest = async () => {
    await Promise.all(started.splice(0).map((one) => one.stop()));
  };
  const row: OutsideWorld['row'] = (askedFor) =>
    db.selectFrom('outside_steps').selectAll().where('asked_for', '=', askedFor).executeTakeFirst();
  return {
    ...{ db, providerId, received, answer, row },
    url: `http://127.0.0.1:${(program.address() as AddressInfo).port}/hook`,
    async script(name, then) {
      const path = join(folder, name);
      await writeFile(path, `#!/bin/sh\necho "$TYPE $HOST $PROVIDER" >> ${log}\n${then}\n`);
      await chmod(path, 0o755);
      commands.set(name, [path, 'one argument; and no shell']);
    },
    lines: async () => (await readFile(log, 'utf8')).split('\n').filter(Boolean),
    start(more = {}) {
      const networks = { allowed: [], loopback: true, ownPort: null };
      const logger = pino({ level: process.env.EVENKEEL_TEST_LOG ?? 'silent' });
      const one = startOutsideSteps({ db, commands, secrets, networks, logger, timing: QUICK, ...more });
      started.push(one);
      return one;
    },
    wanted: (more) => ({
      askedFor: `test:${randomUUID()}`,
      attempt: 0,
      kind: 'command',
      name: 'patch',
      type: 'host.empty',
      providerId,
      host: 'compute-01',
      campaignId: null,
      maintenanceId: null,
      timeoutMs: 60_000,
      ...more,
    }),
    ended: (askedFor) =>
      until('the step has ended', async () => {
        const found = await row(askedFor);
        return found?.ended_at ? found : null;
      }),
    rest,
    async stop() {
      await rest();
      program.closeAllConnections();
      await new Promise((resolve) => program.close(resolve));
      await database.drop();
    },
  };
}

/** What a program sends back: signed with this secret, unless a part is given that is not. */
export function callbackOf(
  secret: string,
  stepId: string,
  more: { outcome?: string; message?: string; id?: string; messageId?: string; ageSeconds?: number } = {},
) {
  const { outcome = 'done', message = '', id = stepId, messageId = randomUUID(), ageSeconds = 0 } = more;
  const body = Buffer.from(JSON.stringify({ id, outcome, message }));
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const signature = signatureOf(secret, { id: messageId, timestamp, body });
  return { stepId, messageId, timestamp, signature, body };
}
