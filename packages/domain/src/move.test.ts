import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, DISAGREEMENT_GRACE_MS, deadlineMs, type MoveFacts, type MoveObservation } from './move.ts';

const move: MoveFacts = {
  state: 'submitted',
  instanceName: 'web-01',
  sourceHost: 'compute1',
  requestedHost: null,
  requestId: 'req-1',
};

const quiet: MoveObservation = {
  server: { kind: 'seen', status: 'ACTIVE', taskState: null, host: 'compute1' },
  record: null,
  failure: null,
  cancelRequested: false,
  disagreementMs: 0,
  elapsedMs: 1_000,
  deadlineMs: deadlineMs(512, 1),
};

const hosts = fc.constantFrom('compute1', 'compute2', 'compute3');
const observations: fc.Arbitrary<MoveObservation> = fc.record({
  server: fc.oneof(
    fc.constant({ kind: 'unseen' as const }),
    fc.constant({ kind: 'gone' as const }),
    fc.record({
      kind: fc.constant('seen' as const),
      status: fc.constantFrom('ACTIVE', 'PAUSED', 'MIGRATING', 'ERROR'),
      taskState: fc.constantFrom(null, 'migrating'),
      host: fc.option(hosts),
    }),
  ),
  record: fc.option(
    fc.record({
      status: fc.constantFrom(
        'accepted',
        'queued',
        'preparing',
        'running',
        'running (post-copy)',
        'post-migrating',
        'completed',
        'failed',
        'cancelled',
        'error',
        'a word of a later Nova',
      ),
      destinationHost: fc.option(hosts),
    }),
  ),
  failure: fc.option(
    fc.record({
      details: fc.option(fc.constant('No valid host was found.')),
      actionFailed: fc.boolean(),
    }),
  ),
  cancelRequested: fc.boolean(),
  disagreementMs: fc.nat(200_000),
  elapsedMs: fc.nat(10_000_000),
  deadlineMs: fc.integer({ min: 1_000, max: 10_000_000 }),
});

describe('a move', () => {
  it('succeeds only when the record says completed and the instance is on the new host', () => {
    fc.assert(
      fc.property(observations, fc.option(hosts), (seen, requestedHost) => {
        const next = advance({ ...move, requestedHost }, seen);
        if (next.kind !== 'ends' || next.outcome !== 'succeeded') return;
        expect(seen.record?.status).toBe('completed');
        if (seen.server.kind !== 'seen') throw new Error('succeeded without a server');
        expect(seen.server.host).not.toBe('compute1');
        if (requestedHost !== null) expect(seen.server.host).toBe(requestedHost);
      }),
    );
  });

  it('never ends because something was not seen', () => {
    fc.assert(
      fc.property(observations, fc.constantFrom('ACTIVE', 'PAUSED', 'MIGRATING'), (seen, status) => {
        // An action that says that it failed is something seen.
        const failure = seen.failure && { ...seen.failure, actionFailed: false };
        const absent: MoveObservation = { ...seen, record: null, failure };
        const server = { ...quiet.server, status } as MoveObservation['server'];
        expect(advance(move, { ...absent, server }).kind).not.toBe('ends');
        expect(advance(move, { ...absent, server: { kind: 'unseen' } }).kind).toBe('goes-on');
      }),
    );
  });

  it('says something to a person about every end but success', () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const next = advance(move, seen);
        if (next.kind === 'ends' && next.outcome !== 'succeeded') expect(next.reason).toMatch(/\w+ \w+/);
      }),
    );
  });

  it('keeps waiting, then is inconsistent, when completed but still on the source', () => {
    const seen = { ...quiet, record: { status: 'completed', destinationHost: 'compute2' } };
    expect(advance(move, seen)).toMatchObject({ kind: 'goes-on', state: 'verifying' });
    const late = advance(move, { ...seen, disagreementMs: DISAGREEMENT_GRACE_MS });
    expect(late).toMatchObject({ kind: 'ends', outcome: 'inconsistent' });
  });

  it("asks for the events of a refusal, then gives the cloud's words and a next step", () => {
    const seen = { ...quiet, record: { status: 'error', destinationHost: null } };
    expect(advance(move, seen)).toMatchObject({ kind: 'needs-events' });
    const details = 'No valid host was found. There are not enough hosts available.';
    expect(advance(move, { ...seen, failure: { details, actionFailed: true } })).toMatchObject({
      kind: 'ends',
      outcome: 'not-placed',
      cloudMessage: details,
      nextStep: 'See the verdict of each host for what stands in the way.',
    });
  });

  it('names the log and the request when a copy failed, because Nova keeps no reason', () => {
    const seen = { ...quiet, record: { status: 'failed', destinationHost: 'compute2' } };
    expect(advance(move, seen)).toMatchObject({ kind: 'needs-events' });
    const next = advance(move, { ...seen, failure: { details: null, actionFailed: false } });
    expect(next).toMatchObject({ kind: 'ends', outcome: 'rolled-back' });
    expect(next.kind === 'ends' && next.reason).toContain('nova-compute on compute1 (request req-1)');
  });

  it('gives the words of the destination when the preparation failed', () => {
    const details =
      'The supplied disk path (/var/lib/nova/instances/1) already exists, it is expected not to exist.';
    const next = advance(move, {
      ...quiet,
      record: { status: 'failed', destinationHost: 'compute2' },
      failure: { details, actionFailed: true },
    });
    expect(next).toMatchObject({ kind: 'ends', outcome: 'rolled-back', cloudMessage: details });
    expect(next.kind === 'ends' && next.reason).toContain('still has a folder of this instance');
  });

  it('was not refused when it had copied already: nova-compute gave it up', () => {
    const seen = {
      ...quiet,
      record: { status: 'error', destinationHost: 'compute2' },
      failure: { details: null, actionFailed: false },
    };
    const next = advance({ ...move, state: 'copying' }, seen);
    expect(next).toMatchObject({ kind: 'ends', outcome: 'rolled-back' });
    expect(next.kind === 'ends' && next.reason).toContain('nova-compute on compute1 is started again');
    expect(advance({ ...move, state: 'accepted' }, seen)).toMatchObject({ outcome: 'not-placed' });
  });

  it('is inconsistent when the record says error and the instance is elsewhere', () => {
    const next = advance(move, {
      ...quiet,
      server: { kind: 'seen', status: 'ACTIVE', taskState: null, host: 'compute2' },
      record: { status: 'error', destinationHost: 'compute2' },
      failure: { details: null, actionFailed: false },
    });
    expect(next).toMatchObject({ kind: 'ends', outcome: 'inconsistent' });
  });

  it("tells a person's abort from Nova's time-out", () => {
    const seen = {
      ...quiet,
      record: { status: 'cancelled', destinationHost: 'compute2' },
      elapsedMs: quiet.deadlineMs,
    };
    expect(advance(move, seen)).toMatchObject({ outcome: 'timed-out' });
    expect(advance(move, { ...seen, cancelRequested: true })).toMatchObject({ outcome: 'cancelled' });
  });

  it('allows as long as Nova does for the size: 4 GiB of memory and 10 GiB of disk', () => {
    expect(deadlineMs(4096, 10)).toBeCloseTo(14 * 800_000 * 1.1);
    expect(deadlineMs(null, null)).toBeCloseTo(4 * 800_000 * 1.1);
  });
});

describe('an idle instance without a record', () => {
  it('is looked into, and ends only when its action says that it failed', () => {
    expect(advance(move, quiet)).toMatchObject({ kind: 'needs-events' });
    const unsaid = { details: null, actionFailed: false };
    expect(advance(move, { ...quiet, failure: unsaid })).toMatchObject({ kind: 'goes-on' });
    const said = { details: 'Remote error', actionFailed: true };
    expect(advance(move, { ...quiet, failure: said })).toMatchObject({
      outcome: 'not-placed',
      cloudMessage: 'Remote error',
    });
    const busy = {
      ...quiet,
      server: { ...quiet.server, taskState: 'migrating' } as MoveObservation['server'],
    };
    expect(advance(move, { ...busy, failure: said })).toMatchObject({ kind: 'goes-on' });
  });
});
