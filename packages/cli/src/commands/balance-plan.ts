/** A balance plan as lines for a person. */
import type { BalanceHost, BalancePlan, BalanceStep, LoadDimension } from '@evenkeel/contract';
import { type Column, tableLines } from '../output/table.ts';
import { duration, printable } from '../output/text.ts';

const GIB = 1024 ** 3;

const gain = (value: number) => `${(value * 100).toFixed(1)} %`;
const gib = (bytes: number) => `${(bytes / GIB).toFixed(bytes < 10 * GIB ? 1 : 0)} GiB`;

const STEPS: Column<BalanceStep & { place: number }>[] = [
  { title: '#', value: ({ place }) => place, right: true },
  { title: 'INSTANCE', value: ({ instanceName }) => instanceName },
  { title: 'FROM', value: ({ from }) => from },
  { title: 'TO', value: ({ to }) => to },
  { title: 'GAIN', value: (step) => gain(step.gain), right: true },
  { title: 'TO COPY', value: ({ bytes }) => (bytes === null ? null : gib(bytes)), right: true, leaveOut: 1 },
  {
    title: 'TIME',
    value: ({ seconds }) => (seconds === null ? null : duration(seconds * 1000)),
    right: true,
    leaveOut: 2,
  },
  { title: 'AFTER', value: ({ after }) => after.map((place) => place + 1).join(' ') || null, leaveOut: 3 },
  { title: 'WHY', value: ({ why }) => why, leaveOut: 4 },
];

const percent = (load: number | null) => (load === null ? null : `${Math.round(load * 100)} %`);
const change = (dimension: LoadDimension) => (host: BalanceHost) => {
  const [before, after] = [percent(host.before[dimension]), percent(host.after[dimension])];
  return before === after ? before : `${before} → ${after}`;
};

const HOSTS: Column<BalanceHost>[] = [
  { title: 'HOST', value: ({ host }) => host },
  { title: 'CPU', value: change('cpu'), right: true },
  { title: 'MEMORY', value: change('memory'), right: true },
  {
    title: 'INSTANCES',
    value: ({ instancesBefore, instancesAfter }) =>
      instancesBefore === instancesAfter ? instancesBefore : `${instancesBefore} → ${instancesAfter}`,
    right: true,
  },
  { title: 'ZONE', value: ({ zone }) => zone, leaveOut: 1 },
];

/** More hosts than these are shown only where something changes. */
const ALL_HOSTS_UP_TO = 30;

export function balanceLines(plan: BalancePlan): string[] {
  const stream = process.stdout;
  const lines = [plan.sentence, ...plan.notes.map((text) => `  ${printable(text)}`)];
  if (plan.steps.length > 0) {
    const steps = plan.steps.map((step, index) => ({ ...step, place: index + 1 }));
    lines.push('', ...tableLines(steps, STEPS, { stream }));
  }
  const hosts = plan.hosts.filter(
    ({ leftOut, instancesBefore, instancesAfter }) =>
      leftOut === null && (plan.hosts.length <= ALL_HOSTS_UP_TO || instancesBefore !== instancesAfter),
  );
  if (hosts.length > 0) lines.push('', ...tableLines(hosts, HOSTS, { stream }));
  const leftOut = plan.hosts.flatMap(({ leftOut: why }) => (why === null ? [] : [`  ${printable(why)}`]));
  if (leftOut.length > 0) lines.push('', 'Left out:', ...leftOut);
  if (plan.steps.length > 0)
    lines.push(
      '',
      `${gib(plan.bytes)} to copy, about ${duration(plan.seconds * 1000)} over the links as they are set.`,
    );
  return lines;
}
