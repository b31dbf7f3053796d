/** Every end that a migration can have, reached through the demo cloud's faults and seen on the page of the move. */
import type { Move, Outcome } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { useConsole } from './console.ts';
import { picture } from './pictures.ts';

const console = useConsole({ timeScale: 20, instancesPerRegion: 24 });
const control = () => console.server.demo.control;

async function read<Answer>(path: string): Promise<Answer> {
  return (await (await console.server.request(`/api/v1${path}`)).json()) as Answer;
}
const moveOf = (id: string) => read<Move>(`/moves/${id}`);

/** Asks for one instance to be moved, as the form would with its defaults; gives the move's id. */
async function migrate(name: string): Promise<string> {
  const found = await until(`${name} is observed`, async () => {
    const { items } = await read<{ items: { id: string; providerId: string; provider: string }[] }>(
      `/instances?search=${name}`,
    );
    return items.find(({ provider }) => provider === 'Demo north');
  });
  const answer = await console.server.request('/api/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instances: [{ providerId: found.providerId, id: found.id }],
      options: {},
      idempotencyKey: `outcomes-${name}`,
    }),
  });
  const run = (await answer.json()) as { moves: Move[] };
  return (run.moves[0] as Move).id;
}

/** The same for an instance that behaves as `demo` says (packages/demo-cloud/README.md). */
function migrateNew(name: string, demo: string, host: string): Promise<string> {
  control().addInstances({ name, host, metadata: { demo } as never });
  return migrate(name);
}

const reaches = (id: string, state: Move['state']) =>
  until(`the move is ${state}`, async () => (await moveOf(id)).state === state);

/** The page of the move once it has ended so, and its picture. */
async function ended(id: string, outcome: Outcome, title: string | RegExp): Promise<Page> {
  await reaches(id, 'ended');
  expect(await moveOf(id)).toMatchObject({ outcome });
  const page = await console.open(`/moves/${id}`);
  await page.getByRole('heading', { name: title, level: 2 }).waitFor();
  await page.getByRole('list', { name: 'What happened' }).getByRole('listitem').first().waitFor();
  await page.locator('.pf-v6-c-skeleton').first().waitFor({ state: 'detached' });
  await picture(page, `outcomes/${outcome}`);
  return page;
}

test('succeeded: from where to where, and what happened on the way', async () => {
  control().addInstances({ name: 'quiet-one', host: 'north-compute-03' });
  const id = await migrate('quiet-one');
  const page = await ended(id, 'succeeded', /quiet-one was moved from north-compute-03 to north-compute-\d+/);
  await page.getByText('Nova took the request.').waitFor();
});

test('not placed: the cloud’s words, the hosts that could take it, the form again', async () => {
  const page = await ended(await migrate('precheck-fails-01'), 'not-placed', 'No host took it');
  await page.getByText(/The cloud said: “.*CPU.*”/).waitFor();
  await page.getByRole('button', { name: 'Migrate with other options' }).waitFor();
  await page.getByRole('button', { name: 'See which hosts could take it' }).click();
  await page
    .getByRole('grid', { name: 'Where could it go?' })
    .getByText('Yes', { exact: true })
    .first()
    .waitFor();
});

test('rolled back: tried again elsewhere, with the hosts before one’s eyes', async () => {
  const id = await migrate('copy-fails-01');
  const page = await ended(id, 'rolled-back', 'Rolled back');
  const refusing = (await moveOf(id)).destinationHost as string;
  await page.getByRole('button', { name: 'Try elsewhere' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`${refusing} is left out`).waitFor();
  const table = dialog.getByRole('grid');
  await table.getByText('Yes', { exact: true }).first().waitFor();
  expect(await table.getByRole('cell', { name: refusing }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Try elsewhere' }).click();
  await page.getByText('copy-fails-01 is being migrated again.').waitFor();
  await until('it is the page of the new move', () => !page.url().includes(id));
  const again = await moveOf(page.url().split('/').at(-1) as string);
  expect(again.requestedHost).not.toBe(refusing);
  await page
    .getByRole('definition')
    .filter({ hasText: `${refusing} refused it before` })
    .waitFor();
});

test('errored: looked at first, then reset', async () => {
  const id = await migrateNew('half-moved', 'ends-in-error', 'north-compute-03');
  const page = await ended(id, 'errored', 'Error');
  const reset = page.getByRole('button', { name: 'Reset state' });
  expect(await reset.getAttribute('aria-disabled')).toBe('true');
  await page.getByText('Verify first').waitFor();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page
    .getByText(/half-moved in ERROR|ERROR/)
    .first()
    .waitFor();
  await until('it may be reset', async () => (await reset.getAttribute('aria-disabled')) !== 'true');
  await picture(page, 'outcomes/errored-verified');
  await reset.click();
  await page.getByText('The state of half-moved was reset to active.').waitFor();
  const { instanceId } = await moveOf(id);
  expect(control().instance(instanceId)?.vmState).toBe('active');
});

test('cancelled by hand: what it costs is said before, and again when asked', async () => {
  const id = await migrateNew('busy-for-abort', 'never-converges', 'north-compute-02');
  await reaches(id, 'copying');
  const page = await console.open(`/moves/${id}`);
  await page.getByRole('listitem', { name: 'Copying: under way' }).waitFor();
  await page.getByText('Memory left').waitFor();
  await page.getByText('The guest stays where it runs; what was copied is thrown away.').waitFor();
  await page.getByRole('button', { name: 'Abort' }).click();
  const dialog = page.getByRole('dialog', { name: 'Abort the migration of busy-for-abort?' });
  await dialog.getByText('what was copied is thrown away').waitFor();
  await dialog.getByRole('button', { name: 'Abort' }).click();
  // Without a reload: the page turns to how it ended.
  await page.getByRole('heading', { name: 'Cancelled', level: 2 }).waitFor();
  await ended(id, 'cancelled', 'Cancelled');
});

test('not converging is said, and forced to complete it succeeds', async () => {
  const id = await migrateNew('busy-for-force', 'never-converges', 'north-compute-04');
  await reaches(id, 'copying');
  const page = await console.open(`/moves/${id}`);
  const notice = page.getByText('The copy is not converging');
  // A minute without a new low is long for a test: what was seen is put back instead, until no new low comes any more.
  await until('the copy is said not to converge', async () => {
    await sql`update move_samples set at = at - interval '90 seconds' where move_id = ${id}`.execute(
      console.server.db,
    );
    return notice.isVisible();
  });
  await picture(page, 'move');
  await page.getByRole('button', { name: 'Force-complete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Force the migration of busy-for-force to complete?' });
  await dialog.getByText(/are left to copy/).waitFor();
  await dialog.getByRole('button', { name: 'Force-complete' }).click();
  await page.getByRole('heading', { name: /busy-for-force was moved/, level: 2 }).waitFor();
  // Its curve is kept, also as figures.
  await page.getByRole('img', { name: /^busy-for-force: Memory/ }).waitFor();
  await page.getByRole('button', { name: 'The same as figures' }).click();
  const figures = page.getByRole('grid', { name: 'Bytes left over time' });
  await figures
    .getByText(/[GM]iB/)
    .first()
    .waitFor();
});

test('timed out: Nova gave up by itself', async () => {
  const id = await migrateNew('too-busy', 'never-converges', 'north-compute-01');
  await reaches(id, 'copying');
  // The deadline is hours away; it is put into the past, as if they had gone by.
  await sql`update moves set submitted_at = now() - interval '2 hours', deadline_at = now() - interval '1 minute'
    where id = ${id}`.execute(console.server.db);
  control().configure({ completionTimeoutSecondsPerGib: 1 }, 'north');
  await ended(id, 'timed-out', 'Timed out');
  control().configure({ completionTimeoutSecondsPerGib: 800 }, 'north');
});

test('inconsistent: the record and the host disagree', async () => {
  const id = await migrateNew('two-truths', 'completes-in-place', 'north-compute-05');
  const disagreeing = sql<{
    since: Date | null;
  }>`select disagrees_since as since from moves where id = ${id}`;
  await until(
    'the disagreement is noticed',
    async () => (await disagreeing.execute(console.server.db)).rows[0]?.since,
  );
  await sql`update moves set disagrees_since = now() - interval '61 seconds' where id = ${id}`.execute(
    console.server.db,
  );
  const page = await ended(id, 'inconsistent', 'Record and host disagree');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText(/^Seen /).waitFor();
});

test('lost: somebody deleted it meanwhile', async () => {
  const id = await migrateNew('short-lived', 'never-converges', 'north-compute-03');
  await reaches(id, 'copying');
  control().deleteInstance((await moveOf(id)).instanceId);
  await ended(id, 'lost', 'Lost sight of');
});

test('rejected: what changed while it waited is seen before anything is sent', async () => {
  const first = await migrateNew('goes-first', 'never-converges', 'north-compute-02');
  await reaches(first, 'copying');
  // One at a time leaves a host: this one waits for its turn.
  const id = await migrateNew('stopped-meanwhile', 'copy-fails', 'north-compute-02');
  const page = await console.open(`/moves/${id}`);
  await page.getByRole('listitem', { name: 'Waiting: under way' }).waitFor();
  await page.getByText('Nothing was sent yet: nothing happens to the guest.').waitFor();
  const force = page.getByRole('button', { name: 'Force-complete' });
  expect(await force.getAttribute('aria-disabled')).toBe('true');
  await page.getByText('It does not copy yet').waitFor();
  control().setInstance((await moveOf(id)).instanceId, { vmState: 'stopped', powerState: 4 });
  await console.server.request(`/api/v1/moves/${first}/abort`, { method: 'POST' });
  const rejected = await ended(id, 'rejected', 'Rejected');
  await rejected
    .getByText(/Nothing was sent/)
    .first()
    .waitFor();
});
