import { RequestError } from '../api/request.ts';
import type { Wrong } from './way-draft.ts';

/** Which field a refusal is about, by its code. */
export type FieldByCode = Readonly<Record<string, string>>;

/** What the server refused, as the sentence of the field that it is about; empty where it is about none. */
export function refusedField(error: Error | null, fields: FieldByCode): Wrong {
  const field = error instanceof RequestError ? fields[error.code] : undefined;
  if (!(error instanceof RequestError) || field === undefined) return {};
  const said = error.cloudMessage === null ? null : `It said: “${error.cloudMessage}”`;
  return { [field]: [error.message, said, error.nextStep].filter(Boolean).join(' ') };
}
