/** What looks like a secret in a command's output is not kept: people who may look are not people who may have it. */
const HIDDEN: readonly [RegExp, string][] = [
  [
    /((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|credential)s?["']?\s*[=:]\s*)("[^"]*"|'[^']*'|\S+)/gi,
    '$1***',
  ],
  [/(authorization["']?\s*[=:]\s*)[^\r\n]+/gi, '$1***'],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, '$1 ***'],
  [/(:\/\/[^\s/:@]+:)[^\s/@]+@/g, '$1***@'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '***'],
];

export function redact(text: string): string {
  return HIDDEN.reduce((so, [pattern, by]) => so.replace(pattern, by), text);
}
