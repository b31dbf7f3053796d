import type { MigrateOptions } from '@evenkeel/contract';
import type { CloudFacts, GroupFacts, HostFacts, InstanceFacts } from '../facts.ts';

/** What the static part of a verdict is made of. */
export interface StaticInput {
  instance: InstanceFacts;
  /** Null when the present host was not observed; comparisons with it are then unknown. */
  source: HostFacts | null;
  destination: HostFacts;
  options: Pick<MigrateOptions, 'blockMigration' | 'diskOverCommit'>;
  /** Left out: nothing is said of what only some versions or clouds do. */
  cloud?: CloudFacts;
}

export interface VerdictInput extends StaticInput {
  groups: readonly GroupFacts[];
}
