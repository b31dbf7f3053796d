import { expect, it } from 'vitest';
import { bound, unbound } from '../../src/access/bound.ts';
import { forWhoAsks } from '../../src/access/others-names.ts';

const north = crypto.randomUUID();
const inZone = { role: 'viewer', providerId: north, zone: 'a', projectId: null } as const;

it.each([
  [
    'Makes room on north-compute-01 for db 1.example.',
    'Makes room on north-compute-01 for another instance.',
  ],
  [
    'Asked for by nora. Makes room on north-compute-01 for db-1.',
    'Asked for by nora. Makes room on north-compute-01 for another instance.',
  ],
  [
    'db-1 had to move first, and did not: its move ended as lost. Nothing was sent.',
    'Another instance had to move first, and did not: its move ended as lost. Nothing was sent.',
  ],
  ['Leaves north-compute-01; it suits it.', 'Leaves north-compute-01; it suits it.'],
])('"%s" is "%s" to who does not see the whole provider', (said, shown) => {
  expect(bound([inZone], () => forWhoAsks(said, north))).toBe(shown);
  expect(bound([{ ...inZone, zone: null }], () => forWhoAsks(said, north))).toBe(said);
  expect(unbound(() => forWhoAsks(said, north))).toBe(said);
});
