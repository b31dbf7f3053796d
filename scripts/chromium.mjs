// Finds the browser of the end-to-end tests, and gets Debian's where it is missing and that is possible.
import { accessSync, constants } from 'node:fs';
import { install, whyNoApt } from './apt.mjs';

/** The path of a Chromium, or null. EVENKEEL_CHROMIUM goes first. */
function find() {
  const places = [process.env.EVENKEEL_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
  const isThere = (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return places.filter(Boolean).find(isThere) ?? null;
}

/** `{ path, reason }`: one of them is null; the reason says why there is none. */
export function provideChromium() {
  const there = find();
  if (there) return { path: there, reason: null };
  const why = whyNoApt();
  if (why) return { path: null, reason: `there is no Chromium, and ${why}` };
  install('chromium');
  const path = find();
  return { path, reason: path ? null : 'apt-get could not install chromium; what it said stands above' };
}
