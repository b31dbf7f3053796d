import { ColdMigrations } from './cold-migration.ts';
import { Evacuations } from './evacuation.ts';
import { LiveMigrations } from './live-migration.ts';
import type { Region } from './region.ts';

/** The ways in which an instance of a region comes to another host. */
export class Moves {
  readonly live: LiveMigrations;
  readonly cold: ColdMigrations;
  readonly evacuations: Evacuations;

  constructor(region: Region, bandwidthBytesPerSecond: number) {
    this.live = new LiveMigrations(region, bandwidthBytesPerSecond);
    this.cold = new ColdMigrations(region);
    this.evacuations = new Evacuations(region);
  }

  /** nova-compute of this host starts again after it was down. */
  computeRestarted(host: string): void {
    this.live.computeRestarted(host);
    this.evacuations.computeRestarted(host);
  }
}
