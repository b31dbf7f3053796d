import { z } from 'zod';
import { BlockMigration, Preflight } from './moves.ts';

/** The verdicts of one instance, as in a Preflight: what stands in its own way, and every other host, best first. */
export const InstanceVerdicts = Preflight.shape.instances.element;
export type InstanceVerdicts = z.infer<typeof InstanceVerdicts>;

/** With which options it would be migrated. */
export const VerdictsQuery = z.strictObject({
  block: BlockMigration.default('auto'),
  diskOverCommit: z.enum(['true', 'false']).default('false'),
});
export type VerdictsQuery = z.infer<typeof VerdictsQuery>;
