// Finds the Prometheus of the balance tests, and gets Debian's where it is missing and that is possible.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run, unpack, whyNoApt } from './apt.mjs';

/** Debian's package as a service would start at once and take a port: its files alone are enough. */
const FOLDER = fileURLToPath(new URL('../node_modules/.cache/evenkeel-prometheus/', import.meta.url));
const UNPACKED = `${FOLDER}usr/bin/prometheus`;

/** The name or path of a Prometheus that runs, or null. EVENKEEL_TEST_PROMETHEUS goes first. */
function find() {
  const places = [process.env.EVENKEEL_TEST_PROMETHEUS, 'prometheus', UNPACKED];
  return places.filter(Boolean).find((path) => run([path, '--version']) === 0) ?? null;
}

/** `{ path, reason }`: one of them is null; the reason says why there is none. */
export function providePrometheus() {
  const there = find();
  if (there) return { path: there, reason: null };
  const why = whyNoApt();
  if (why) return { path: null, reason: `there is no Prometheus, and ${why}` };
  mkdirSync(FOLDER, { recursive: true });
  unpack('prometheus', FOLDER);
  const path = find();
  return { path, reason: path ? null : 'apt-get could not fetch prometheus; what it said stands above' };
}
