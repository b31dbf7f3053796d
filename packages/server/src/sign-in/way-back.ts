/** Where a person wanted to go before signing in: within Evenkeel, whatever an address on another site says. */

/** The path to go to; `/` for anything that is not plainly a page of ours. */
export function wayBack(wanted: string | undefined): string {
  // A browser takes \ for / and drops line ends and tabs, so `/\evil` and `/<tab>/evil` lead elsewhere.
  if (wanted === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) return '/';
  const here = new URL('http://evenkeel.invalid');
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : null;
  if (url === null || url.origin !== here.origin || /^\/\/|^\/api(\/|$)/i.test(url.pathname)) return '/';
  return url.pathname + url.search + url.hash;
}
