import { z } from 'zod';

/** Every refusal or failure of the API has this one shape, whatever its cause. */
export const ApiError = z.object({
  error: z.object({
    /** Stable, machine-readable: `instance-stopped`, `cloud-unreachable`, … */
    code: z.string(),
    /** One sentence for a person. */
    message: z.string(),
    /** What the cloud itself said, word for word, when it said anything. */
    cloudMessage: z.string().nullable(),
    /** The cloud's request id (`req-…`), to find the call in its logs. */
    requestId: z.string().nullable(),
    /** What a person can do next. */
    nextStep: z.string().nullable(),
  }),
});
export type ApiError = z.infer<typeof ApiError>;
