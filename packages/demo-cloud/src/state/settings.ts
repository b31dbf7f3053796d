/** What an operator sets in nova.conf and no API tells (operations.md A12). Nova's defaults. */
export interface CloudSettings {
  /** Live migrations that leave one host at a time; further ones wait as `queued`. */
  maxConcurrentLiveMigrations: number;
  /** `live_migration_completion_timeout`, per GiB of memory and disk; 0 never gives up. */
  completionTimeoutSecondsPerGib: number;
  /** `live_migration_timeout_action`. */
  timeoutAction: 'abort' | 'force_complete';
  /** force-complete then switches the guest over first and copies the rest afterwards, instead of pausing it. */
  permitPostCopy: boolean;
  /** A guest that rewrites too fast is slowed down step by step. */
  permitAutoConverge: boolean;
  /** `migrate_max_retries`: so many further hosts are tried after the first; -1 tries all. */
  migrateMaxRetries: number;
}

export const DEFAULT_SETTINGS: Readonly<CloudSettings> = {
  maxConcurrentLiveMigrations: 1,
  completionTimeoutSecondsPerGib: 800,
  timeoutAction: 'abort',
  permitPostCopy: false,
  permitAutoConverge: false,
  migrateMaxRetries: -1,
};
