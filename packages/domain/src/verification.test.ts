import { Outcome } from '@evenkeel/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type FreshLook, verify } from './verification.ts';

const errored = {
  instanceName: 'web-01',
  outcome: 'errored' as const,
  sourceHost: 'a',
  destinationHost: 'b',
};
const seen = { status: 'ERROR', taskState: null, host: 'a', power: 'running', fault: null };
const look = (part: Partial<FreshLook> = {}): FreshLook => ({
  instance: seen,
  record: null,
  events: null,
  ...part,
});

it('allows the reset of an errored move in ERROR, says what it costs, and where the guest is looked for', () => {
  const { meaning, nextStep, resetState } = verify(errored, look());
  expect(meaning).toBe(
    'Nova gave the migration up and set web-01 to ERROR. The guest most likely runs on a.',
  );
  expect(nextStep).toContain('virsh list on a and b');
  expect(resetState).toMatchObject({ allowed: true, reason: null });
});

it('says that record and instance disagree, and lets nothing be reset', () => {
  const record = { id: 7, status: 'completed', sourceHost: 'a', destinationHost: 'b' };
  const told = verify(
    { ...errored, outcome: 'inconsistent' },
    look({ instance: { ...seen, status: 'ACTIVE' }, record }),
  );
  expect(told.meaning).toContain('the guest may run on a or on b');
  expect(told.resetState.allowed).toBe(false);
});

it('names what failed, and else what a rollback leaves', () => {
  const event = (name: string, result: string, details: string | null = null) => ({
    event: name,
    result,
    host: 'b',
    details,
  });
  const failed = verify(
    errored,
    look({ events: [event('compute_check_can_live_migrate_destination', 'Error', 'CPU')] }),
  );
  expect(failed.findings[2]?.message).toContain('compute_check_can_live_migrate_destination on b. CPU');
  const back = verify(
    errored,
    look({ events: [event('compute_rollback_live_migration_at_destination', 'Success')] }),
  );
  expect(back.findings[2]?.message).toContain('rolled the copy back');
});

const word = fc.constantFrom('a', 'b', null);
const anyLook: fc.Arbitrary<FreshLook> = fc.record({
  instance: fc.oneof(
    fc.constantFrom('gone' as const, 'hidden' as const),
    fc.record({
      status: fc.constantFrom('ACTIVE', 'ERROR', 'SHUTOFF', 'MIGRATING'),
      taskState: fc.constantFrom('migrating', null),
      host: word,
      power: fc.constantFrom('running', 'shut down'),
      fault: fc.constant(null),
    }),
  ),
  record: fc.option(
    fc.record({
      id: fc.nat(),
      status: fc.constantFrom('completed', 'error'),
      sourceHost: word,
      destinationHost: word,
    }),
  ),
  events: fc.constant(null),
});

it('allows a reset only of what is idle in ERROR after an errored move, and always says why not', () => {
  fc.assert(
    fc.property(anyLook, fc.constantFrom(...Outcome.options, null), (seenNow, outcome) => {
      const { resetState, meaning } = verify({ ...errored, outcome }, seenNow);
      const { instance } = seenNow;
      const idle = typeof instance === 'object' && instance.status === 'ERROR' && instance.taskState === null;
      expect(resetState.allowed).toBe(outcome === 'errored' && idle);
      expect((resetState.reason === null) === resetState.allowed).toBe(true);
      expect(meaning).toMatch(/\.$/);
    }),
  );
});
