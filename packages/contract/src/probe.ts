/** Proof of no downtime: a sign of life asked of the guest every 50 ms while it moves. */
import { z } from 'zod';

/** By ICMP echo, or by opening a TCP connection to a port at which the guest listens. */
export const Probe = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('icmp') }),
  z.strictObject({ kind: z.literal('tcp'), port: z.number().int().min(1).max(65_535) }),
]);
export type Probe = z.infer<typeof Probe>;

/** What a provider's moves are probed with unless the run says otherwise; null is not at all. */
export const ProviderProbe = z.strictObject({ probe: Probe.nullable() });
export type ProviderProbe = z.infer<typeof ProviderProbe>;

/**
 * One of the instance's own addresses, and no other: anything else is refused, so that nobody can have the server knock at
 * a machine of their choice. Without it, the first of them that answers.
 */
const Address = z.union([z.ipv4(), z.ipv6()]).optional();

/** What a run asks for; left out, each provider's setting holds. An address only in a run of one instance. */
export const RunProbe = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('icmp'), address: Address }),
  z.strictObject({ kind: z.literal('tcp'), port: z.number().int().min(1).max(65_535), address: Address }),
]);
export type RunProbe = z.infer<typeof RunProbe>;

/**
 * `none`: nobody asked for it. `waiting`: the move has not begun. `probing`: under way; the figures grow.
 * `done`: to the end of the move. `unreachable`: no answer before the move began, so nothing is reported.
 * `interrupted`: the server ended meanwhile; what was counted before is gone. `impossible`: the server can not probe so.
 */
export const ProbeStatus = z.enum([
  'none',
  'waiting',
  'probing',
  'done',
  'unreachable',
  'interrupted',
  'impossible',
]);
export type ProbeStatus = z.infer<typeof ProbeStatus>;

/** Milliseconds throughout; moments are UTC, ISO 8601. Figures are null unless the status is `probing` or `done`. */
export const ProbeResult = z.object({
  moveId: z.string(),
  status: ProbeStatus,
  /** The whole of it in a sentence. */
  message: z.string(),
  probe: Probe.nullable(),
  /** The instance's address that was asked. */
  address: z.string().nullable(),
  /** Between two attempts: no gap is known more exactly than this. */
  intervalMs: z.number().int(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  sent: z.number().int().nullable(),
  lost: z.number().int().nullable(),
  /** The longest time without an answer; null when no attempt was lost. */
  longestGap: z
    .object({
      /** The middle of what it can have been; while it is open, the least. */
      ms: z.number().int(),
      /** From the first attempt lost to the last. */
      atLeastMs: z.number().int(),
      /** From the answered attempt before to the one after; null while it is open. */
      atMostMs: z.number().int().nullable(),
      /** When the first of the lost attempts was made. */
      at: z.string(),
      /** The same, counted from the moment in which the cloud was asked to migrate. */
      sinceAskedMs: z.number().int(),
      lost: z.number().int(),
      /** The guest still did not answer when the probe ended. */
      open: z.boolean(),
    })
    .nullable(),
  /** The longest time that an answered attempt took. */
  slowestAnswerMs: z.number().int().nullable(),
});
export type ProbeResult = z.infer<typeof ProbeResult>;
