/** How much a cloud is given to do at one time, and what its times are estimated with. */
import { z } from 'zod';

/**
 * What holds at a provider whatever a run asks for, and what forecasts are made with. Nova tells none of it by its API: it
 * stands in its configuration, and in the racks.
 */
export const ProviderLimits = z.strictObject({
  /** So many migrations leave one host at a time, others' counted: as Nova's own `max_concurrent_live_migrations`. */
  perSourceHost: z.number().int().min(1).max(100),
  /** So many of ours are under way at a time in all of it. */
  total: z.number().int().min(1).max(1000),
  /** What one host's link carries each way, in gigabits (10^9 bits) a second. */
  linkGbps: z.number().min(0.01).max(1000),
  /** Seconds of a move in which nothing is copied: asking, preparing, switching over. */
  secondsPerMove: z.number().min(0).max(3600),
});
export type ProviderLimits = z.infer<typeof ProviderLimits>;

/** What holds where nobody has said otherwise: Nova's own default, and 10 Gb/s. */
export const DEFAULT_PROVIDER_LIMITS: Readonly<ProviderLimits> = {
  perSourceHost: 1,
  total: 4,
  linkGbps: 10,
  secondsPerMove: 5,
};

/** What is left out stays as it is. */
export const ProviderLimitsChange = ProviderLimits.partial();
export type ProviderLimitsChange = z.infer<typeof ProviderLimitsChange>;
