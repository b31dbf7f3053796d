import { expect, it } from 'vitest';
import { whyNot } from './use-may.ts';

const can = [
  { providerId: 'north', zone: 'a', projectId: null, actions: ['read', 'migrate'] },
  { providerId: null, zone: null, projectId: null, actions: ['read'] },
];

it('allows what one grant allows at that very place, and says why not elsewhere', () => {
  expect(whyNot(can, 'migrate')).toBeNull();
  expect(whyNot(can, 'migrate', { providerId: 'north', zone: 'a', projectId: 'p' })).toBeNull();
  expect(whyNot(can, 'migrate', { providerId: 'north', zone: 'b' })).toContain('operator');
  expect(whyNot(can, 'migrate', { providerId: 'north' })).toContain('here');
  expect(whyNot(can, 'read', { providerId: 'south' })).toBeNull();
  expect(whyNot(can, 'manage-providers')).toContain('administrator');
});
