import { describe, expect, it } from 'vitest';
import type { GroupFacts } from '../facts.ts';
import { verdictOf } from '../verdict.ts';
import { input } from './facts-for-tests.ts';

const codes = (group: Partial<GroupFacts>) =>
  verdictOf({
    ...input,
    groups: [
      { name: 'g', policy: 'affinity', maxServerPerHost: null, otherMemberHosts: ['compute2'], ...group },
    ],
  }).reasons.map(({ code }) => code);

describe('server groups', () => {
  it('keep members apart, up to so many a host', () => {
    expect(codes({ policy: 'anti-affinity' })).toEqual(['anti-affinity']);
    expect(codes({ policy: 'anti-affinity', maxServerPerHost: 2 })).toEqual([]);
    expect(codes({ policy: 'anti-affinity', otherMemberHosts: ['compute3'] })).toEqual([]);
  });

  it('let a member go only where another is, and one alone nowhere', () => {
    expect(codes({ otherMemberHosts: ['compute1'] })).toEqual(['affinity']);
    expect(codes({ otherMemberHosts: [] })).toEqual(['affinity']);
    expect(codes({ otherMemberHosts: ['compute2'] })).toEqual([]);
    expect(codes({ otherMemberHosts: ['compute2', 'compute3'] })).toEqual([]);
  });

  it('only wish when they are soft', () => {
    expect(codes({ policy: 'soft-anti-affinity' })).toEqual(['soft-anti-affinity']);
    expect(codes({ policy: 'soft-affinity', otherMemberHosts: ['compute3'] })).toEqual(['soft-affinity']);
    expect(codes({ policy: 'soft-affinity' })).toEqual([]);
  });

  it('say what is not known of them', () => {
    expect(codes({ policy: 'anti-affinity', otherMemberHosts: [null] })).toEqual(['group-member-unknown']);
    expect(codes({ policy: 'of the future' })).toEqual(['group-policy-unknown']);
  });
});
