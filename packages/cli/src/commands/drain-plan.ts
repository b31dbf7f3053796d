/** What a drain or a return would do, as lines for a person. */
import type { HostPlan, PlannedStay, PlannedStep, ReturnPreview } from '@evenkeel/contract';
import { type Column, tableLines } from '../output/table.ts';
import { bytes, count, duration, printable } from '../output/text.ts';

const STEPS: Column<PlannedStep & { place: number }>[] = [
  { title: '#', value: ({ place }) => place, right: true },
  { title: 'INSTANCE', value: ({ instanceName }) => instanceName, whole: true },
  { title: 'FROM', value: ({ from }) => from, leaveOut: 3 },
  { title: 'TO', value: ({ to }) => to },
  { title: 'TO COPY', value: (step) => bytes(step.bytes), right: true, leaveOut: 1 },
  { title: 'WAVE', value: ({ wave }) => wave + 1, right: true, leaveOut: 2 },
  { title: 'AFTER', value: ({ after }) => after.map((place) => place + 1).join(' ') || null, leaveOut: 4 },
];

function stepLines(steps: readonly PlannedStep[]): string[] {
  if (steps.length === 0) return [];
  const rows = steps.map((step, index) => ({ ...step, place: index + 1 }));
  return tableLines(rows, STEPS, { stream: process.stdout });
}

const time = (seconds: number | null): string =>
  seconds === null ? '' : `, about ${duration(seconds * 1000)}`;

export function hostPlanLines(plan: HostPlan): string[] {
  const { host, provider, moves, stays, remarks, seconds, waves } = plan;
  const worst = plan.load[0];
  const many = count(moves.length, 'instance');
  const head =
    plan.fencing === null
      ? `To empty ${printable(host)} of ${printable(provider)}: ${count(moves.length, 'move')} in ${count(waves, 'wave')}${time(seconds)}`
      : `To evacuate ${printable(host)} of ${printable(provider)}: ${many} built anew elsewhere`;
  return [
    head,
    ...remarks.map((remark) => `  ${printable(remark)}`),
    ...stepLines(moves),
    ...(worst && worst.memoryWorst !== null
      ? [
          `  Fullest on the way: ${printable(worst.host)}, ${Math.round(worst.memoryWorst * 100)} % of its memory given out`,
        ]
      : []),
    ...plan.blockers.map(({ message, nextStep }) => `  ${printable(message)} ${printable(nextStep)}`),
    ...(stays.length > 0 ? ['', 'Do not simply leave:', ...stays.flatMap(stayLines)] : []),
  ];
}

function stayLines({ instanceName, message, choices, choice }: PlannedStay): string[] {
  const name = printable(instanceName);
  const said = choice === null ? `needs a choice: ${choices.join(', ')}` : choice;
  return [`  ${name}: ${said}`, `    ${printable(message)}`];
}

export function returnLines(host: string, preview: ReturnPreview, bringBack: boolean): string[] {
  const { checks, service, moves, blockers, seconds } = preview;
  return [
    `To return ${printable(host)}:`,
    ...checks.map(({ ok, message }) => `  ${ok === null ? '   ' : ok ? 'ok ' : 'no '} ${printable(message)}`),
    `  ${printable(service)}`,
    ...(bringBack
      ? [
          `  ${count(moves.length, 'instance comes', 'instances come')} home${time(seconds)}`,
          ...stepLines(moves),
          ...blockers.map(({ message }) => `  stays: ${printable(message)}`),
        ]
      : ['  Its instances stay where they are (--bring-back brings them home)']),
  ];
}
