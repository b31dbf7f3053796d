import { badRequest } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';

/** Nova's JSON schemas as far as their refusals matter: 400 with the text its validator writes. */

const TRUE_WORDS: unknown[] = [true, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes'];
const FALSE_WORDS: unknown[] = [false, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no'];

/** The fields of an object that must have `required` and may have nothing but `allowed`. */
export function objectFields(
  attribute: string,
  body: unknown,
  required: readonly string[],
  allowed: readonly string[],
): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid(attribute, body, `${pythonText(body)} is not of type 'object'`);
  }
  const fields = body as Record<string, unknown>;
  const missing = required.find((name) => !(name in fields));
  if (missing) throw invalid(attribute, body, `'${missing}' is a required property`);
  const stray = Object.keys(fields).find((name) => !allowed.includes(name));
  if (stray)
    throw invalid(attribute, body, `Additional properties are not allowed ('${stray}' was unexpected)`);
  return fields;
}

/** `parameter_types.fqdn`, or null. */
export function hostField(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value !== 'string')
    throw invalid('host', value, `${pythonText(value)} is not of type 'string', 'null'`);
  if (value === '') throw invalid('host', value, "'' is too short");
  if (!/^[a-zA-Z0-9-._]*$/.test(value) || value.length > 255) {
    throw invalid('host', value, `${pythonText(value)} does not match '^[a-zA-Z0-9-._]*$'`);
  }
  return value;
}

/** Null for `auto`. */
export function booleanField(name: string, value: unknown, autoAllowed = false): boolean | null {
  if (TRUE_WORDS.includes(value)) return true;
  if (FALSE_WORDS.includes(value)) return false;
  if (autoAllowed && value === 'auto') return null;
  const words = [...TRUE_WORDS, ...FALSE_WORDS, ...(autoAllowed ? ['auto'] : [])];
  throw invalid(name, value, `${pythonText(value)} is not one of ${pythonText(words)}`);
}

export function wordField(name: string, value: unknown, words: readonly string[]): string {
  if (typeof value === 'string' && words.includes(value)) return value;
  throw invalid(name, value, `${pythonText(value)} is not one of ${pythonText(words)}`);
}

/** From `since` on, a query parameter that is not among these is refused; before, Nova drops it unseen. */
export function refuseStrayParameters(request: DemoRequest, since: number, names: readonly string[]): void {
  if (request.version < since) return;
  const stray = [...request.query.keys()].find((name) => !names.includes(name));
  if (stray) throw badRequest(`Additional properties are not allowed ('${stray}' was unexpected)`);
}

function invalid(name: string, value: unknown, reason: string): Error {
  const shown = typeof value === 'string' ? value : pythonText(value);
  return badRequest(`Invalid input for field/attribute ${name}. Value: ${shown}. ${reason}`);
}

/** As Python's repr would print it, since Nova's messages do. */
function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `'${key}': ${pythonText(entry)}`)
    .join(', ')}}`;
}
