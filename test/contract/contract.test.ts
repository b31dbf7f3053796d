import { afterAll, beforeAll, describe } from 'vitest';
import { controls } from './controls.ts';
import { hosts } from './hosts.ts';
import { moving } from './moving.ts';
import { reading } from './reading.ts';
import { refusals } from './refusals.ts';
import { roles } from './roles.ts';
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
  describe('controls', () => controls(subject));
  describe('switches hosts', () => hosts(subject));
  // After the moves, so that there are records to read.
  describe('shows', () => reading(subject));
  // Last: the wire lends its tests the token of whoever signed in last.
  describe('tells roles apart', () => roles(subject));
});
