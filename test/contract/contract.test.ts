import { afterAll, beforeAll, describe } from 'vitest';
import { moving } from './moving.ts';
import { reading } from './reading.ts';
import { refusals } from './refusals.ts';
import { signingIn } from './signing-in.ts';
import { type Subject, subjects } from './subjects.ts';

/**
 * What Evenkeel relies on in a cloud, asked through its own client: the demo cloud always, and a real one when
 * EVENKEEL_CONTRACT_CLOUD names it (docs/try-on-a-real-openstack.md). Whatever holds here holds for both.
 */
describe.each(Object.entries(subjects()))('%s', { timeout: 900_000 }, (_name, open) => {
  let opened: Subject;
  const subject = () => opened;
  beforeAll(async () => {
    opened = await open();
    await opened.cloud.identify();
  });
  afterAll(() => opened?.close());

  describe('signs in', () => signingIn(subject));
  describe('refuses', () => refusals(subject));
  describe('moves', () => moving(subject));
  // After the moves, so that there are records to read.
  describe('shows', () => reading(subject));
});
