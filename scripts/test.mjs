// The one test command: format and lint, types, the console's build, then every test. Each check counts as one; the last
// line sums up.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { auditDependencies } from './audit.mjs';
import { provideChromium } from './chromium.mjs';
import { providePrometheus } from './prometheus.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };
/** Why something was skipped or could not be asked, in a sentence each. */
const notes = [];
const folder = mkdtempSync(join(tmpdir(), 'evenkeel-test-'));
const environment = { ...process.env };

/** Runs a tool of node_modules with its output shown; true when it exited with 0. */
function runTool(name, ...parameters) {
  console.log(`\n== ${name} ${parameters.join(' ')}`);
  const options = { stdio: 'inherit', env: environment };
  return spawnSync('npx', ['--no-install', name, ...parameters], options).status === 0;
}

function check(ok) {
  total[ok ? 'passed' : 'failed'] += 1;
}

/** How many tests there are below a folder, none of them run. */
function countTests(below) {
  const file = join(folder, 'list.json');
  runTool('vitest', 'list', below, `--json=${file}`);
  return JSON.parse(readFileSync(file, 'utf8')).length;
}

function runTests(...parameters) {
  const file = join(folder, 'report.json');
  const ok = runTool(
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
    ...parameters,
  );
  const report = JSON.parse(readFileSync(file, 'utf8'));
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests;
  for (const { name, assertionResults } of report.testResults) {
    const skipped = assertionResults.filter(
      ({ status }) => status !== 'passed' && status !== 'failed',
    ).length;
    if (skipped > 0) notes.push(`${skipped} skipped by ${relative('.', name)}, which says when.`);
  }
  // A file that broke before its first test has no failed test of its own, but the run did fail.
  if (!ok && report.numFailedTests === 0) total.failed += 1;
}

try {
  check(runTool('biome', 'check', '.'));
  check(runTool('tsc'));

  console.log('\n== npm audit --omit=dev --audit-level=high');
  const audited = await auditDependencies();
  if (audited.ok === null) notes.push(`Dependencies were not audited: ${audited.reason}.`);
  else check(audited.ok);
  if (audited.ok === false) notes.push(`The audit of dependencies found: ${audited.reason}.`);

  const built = join(folder, 'console');
  check(runTool('vite', 'build', 'packages/web', '--outDir', built, '--logLevel', 'error'));
  environment.EVENKEEL_BUILT_CONSOLE = built;

  const prometheus = providePrometheus();
  if (prometheus.path) environment.EVENKEEL_TEST_PROMETHEUS = prometheus.path;
  else notes.push(`The queries were not asked of a real Prometheus: ${prometheus.reason}.`);

  const { path, reason } = provideChromium();
  if (path) {
    environment.EVENKEEL_CHROMIUM = path;
    runTests();
  } else {
    const count = countTests('test/e2e');
    total.skipped += count;
    notes.push(`${count} browser tests skipped: ${reason}.`);
    runTests('--exclude', 'test/e2e/**');
  }
} catch (error) {
  console.error(`The tests could not be run to their end: ${error.message}`);
  total.failed += 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(`\n${notes.map((note) => `${note}\n`).join('')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;
