/** A host dies: a person sees what is lost, says that it is off, and its instances are built anew elsewhere. */
import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { QUICK } from '../../packages/server/test/maintenance/world.ts';
import { useConsole } from './console.ts';

const console = useConsole(
  { timeScale: 60, instancesPerRegion: 40 },
  { runner: { timing: QUICK.runner }, maintenance: { timing: QUICK.maintenance } },
);
const HOST = 'north-compute-04';
const service = () => console.server.demo.control.hosts('north').find(({ name }) => name === HOST);
const ofTheLost = () =>
  console.server.demo.control.instances('north').filter(({ name }) => name.endsWith('-of-the-lost'));
const sent = () =>
  console.server.demo.control.requests().entries.filter(({ method, action }) => method !== 'GET' && action);

test('a host that died is evacuated to its end, and used again when it has started', async () => {
  const { control } = console.server.demo;
  for (const { id, host, deletedAt } of control.instances('north'))
    if (host === HOST && deletedAt === null) control.deleteInstance(id);
  const from = { region: 'north', host: HOST };
  control.addInstances({ ...from, name: 'web-of-the-lost', state: 'active' });
  control.addInstances({ ...from, name: 'batch-of-the-lost', state: 'stopped' });
  control.setService(HOST, { up: false });
  const page = await console.open('/hosts');
  const row = page.getByRole('row').filter({ hasText: HOST });
  await row.getByText(/^Down since \d/).waitFor();
  await row.getByRole('link', { name: `2 instances of ${HOST}` }).waitFor();
  expect(await page.getByText('Put into maintenance… north-compute-04').count()).toBe(0);
  control.clearRequests();
  await row.getByRole('button', { name: `Evacuate… ${HOST}` }).click();

  const begin = page.getByRole('button', { name: 'Evacuate this host' });
  const web = page.getByRole('radiogroup', { name: /^web-of-the-lost/ });
  await web.waitFor();
  expect(await begin.isDisabled()).toBe(true);
  await page.getByText('2 instances still need a choice above.').waitFor();
  expect(await page.getByText(/everything written to it since is lost/).count()).toBe(2);
  const others = page.getByRole('radiogroup', { name: /^All that are not chosen above/ });
  await others.getByRole('radio', { name: 'Build them anew, even if their disks are lost' }).check();
  const plan = page.getByRole('grid', { name: 'Where each would be built anew' });
  await plan.getByRole('link', { name: 'batch-of-the-lost' }).waitFor();
  // The loss still stands there, and one can be taken out again.
  await web.getByRole('radio', { name: 'Leave it there' }).check();
  await page.getByText('First make sure that the host is off or cut off, and tick the box above.').waitFor();
  expect(await plan.getByRole('link').allInnerTexts()).toEqual(['batch-of-the-lost']);
  await web.getByRole('radio', { name: 'Build it anew, even if its disk is lost' }).check();
  await plan.getByRole('link', { name: 'web-of-the-lost' }).waitFor();
  expect(await begin.isDisabled()).toBe(true);
  await page.getByRole('checkbox', { name: `I made sure that ${HOST} is off` }).check();
  await page.getByText('Nothing has been sent yet.').waitFor();
  expect(sent()).toEqual([]);
  await begin.click();

  await page.getByRole('heading', { name: `Evacuation of ${HOST} Held` }).waitFor();
  expect(service()).toMatchObject({ forcedDown: true, enabled: false });
  expect(ofTheLost().map(({ host }) => host === HOST)).toEqual([false, false]);
  await page.getByText('By Evenkeel; taken back when the host is returned').waitFor();
  const done = page.getByRole('grid', { name: 'What was done with each instance' });
  expect(await done.getByRole('gridcell', { name: 'Evacuation', exact: true }).count()).toBe(2);

  control.setService(HOST, { up: true });
  await page.getByRole('button', { name: 'Return…' }).click();
  const dialog = page.getByRole('dialog', { name: `Return ${HOST}?` });
  await dialog.getByRole('button', { name: 'Return it' }).click();
  await page.getByRole('heading', { name: `Evacuation of ${HOST} Returned` }).waitFor();
  await until('it is used again', async () => service()?.enabled === true && service()?.forcedDown === false);
});
