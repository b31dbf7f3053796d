import { z } from 'zod';

/** What Evenkeel makes by itself is known again by keys that begin so: nobody else may take them beforehand. */
const OWN = /^(maintenance|campaign|balance):/;

/** Chosen by who asks: the same key twice is the same request. */
export const IdempotencyKey = z
  .string()
  .min(8)
  .max(200)
  .refine((key) => !OWN.test(key), 'begins as the keys that Evenkeel makes for itself');
