// The one test command: formatting and lint, types, then every test. Each check counts as one; the last line sums up.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let passed = 0;
let failed = 0;

/** Runs a tool of node_modules with its output shown; true when it exited with 0. */
function runTool(name, ...parameters) {
  console.log(`\n== ${name} ${parameters.join(' ')}`);
  return spawnSync('npx', ['--no-install', name, ...parameters], { stdio: 'inherit' }).status === 0;
}

function count(ok) {
  if (ok) passed += 1;
  else failed += 1;
}

count(runTool('biome', 'check', '.'));
count(runTool('tsc'));

const reportFolder = mkdtempSync(join(tmpdir(), 'evenkeel-test-'));
const reportFile = join(reportFolder, 'report.json');
const vitestPassed = runTool(
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${reportFile}`,
);
try {
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  // A file that broke before its first test has no failed test of its own, but the run did fail.
  if (!vitestPassed && report.numFailedTests === 0) failed += 1;
} catch (error) {
  console.error(`vitest left no report: ${error.message}`);
  failed += 1;
} finally {
  rmSync(reportFolder, { recursive: true, force: true });
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
