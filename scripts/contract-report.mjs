// Puts the contract suite's results for several clouds side by side, as a table in Markdown, from vitest's JSON reports:
//   npx vitest run test/contract --reporter=json --outputFile=lab.json
//   node scripts/contract-report.mjs lab.json other.json
import { readFileSync } from 'node:fs';

const MARKS = { passed: 'yes', failed: '**no**' };
/** From a test (its headings and name, without the cloud's) to its result by cloud. */
const rows = new Map();
const clouds = [];

for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const { ancestorTitles, title, status } of report.testResults.flatMap((one) => one.assertionResults)) {
    const [cloud, ...headings] = ancestorTitles;
    if (!clouds.includes(cloud)) clouds.push(cloud);
    const test = `${headings.join(' ')}: ${title}`;
    rows.set(test, { ...rows.get(test), [cloud]: MARKS[status] ?? 'skipped' });
  }
}

if (clouds.length === 0) {
  console.error('Name one or more JSON reports of vitest.');
  process.exit(2);
}
console.log(`| what is relied on | ${clouds.join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(clouds.length)}`);
for (const [test, results] of rows) {
  console.log(`| ${test} | ${clouds.map((cloud) => results[cloud] ?? '–').join(' | ')} |`);
}
