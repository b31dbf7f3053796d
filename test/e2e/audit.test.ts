import { sql } from 'kysely';
import { test } from 'vitest';
import { useConsole } from './console.ts';

const console = useConsole({ instancesPerRegion: 8 });

test('the audit is read, searched, verified, and a change of the past is named', async () => {
  const { server } = console;
  await server.request('/api/v1/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'night shift' }),
  });
  const page = await console.open('/instances');
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Audit' }).click();
  const table = page.getByRole('grid', { name: 'Audit' });
  await page.getByRole('textbox', { name: 'Right or operation' }).fill('create-token');
  const made = table.getByRole('row', { name: /test POST \/tokens token night shift Done \(201\)/ });
  await made.getByRole('button').click();
  await table.getByText('"name": "night shift"').waitFor();
  await page.waitForURL(/action=create-token/);

  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText(/All \d+ entries are as they were written/).waitFor();
  const head = await page.getByRole('textbox', { name: 'Hash of the head' }).inputValue();
  await page.getByLabel('A head that you kept elsewhere').fill(head);
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText(/The hash that you kept is that of entry \d+\./).waitFor();

  await server.db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    await sql`update audit_entries set entry = replace(entry, 'night shift', 'day shift')`.execute(
      connection,
    );
    await sql`set session_replication_role = origin`.execute(connection);
  });
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText(/The audit was changed: entry \d+ is the first/).waitFor();
});
