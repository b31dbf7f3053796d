/** Campaigns: many hosts taken through maintenance, one after another. */
import type { Command } from 'commander';
import { addCampaignChanges } from './campaign-changes.ts';
import { addCampaignCreate } from './campaign-create.ts';
import { addCampaignLists } from './campaign-lists.ts';

const AFTER = `
A campaign empties hosts, lets something be done with each while it is empty,
checks that it is ready, and returns it with its instances: so many at a time,
within windows of time. It stops when hosts fail, and says why.

Examples:
  $ evenkeel campaign preview --zone az1 --at-once 2
  $ evenkeel campaign create "Kernel of March" --hosts compute-01 compute-02 \\
      --outside "person:boot the new kernel" --outside-minutes 20 \\
      --window "0 22 * * 1-5; 360; Europe/Berlin"
  $ evenkeel campaign show "Kernel of March"
  $ evenkeel campaign done "Kernel of March" compute-01
`;

const MARCH = '"Kernel of March"';
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  preview: ['preview --zone az1 --at-once 2', 'preview --hosts compute-01 compute-02 --json'],
  create: [`create ${MARCH} --zone az1 --outside person`, `create ${MARCH} --aggregate rack-7 --wait`],
  list: ['list', 'list --all --json'],
  show: [`show ${MARCH}`],
  pause: [`pause ${MARCH}`],
  resume: [`resume ${MARCH}`],
  cancel: [`cancel ${MARCH}`, `cancel ${MARCH} --under-way cancel`],
  choose: [`choose ${MARCH} --others leave`, `choose ${MARCH} --choose b1=cold-migrate`],
  skip: [`skip ${MARCH} compute-02`],
  retry: [`retry ${MARCH} compute-02`],
  done: [`done ${MARCH} compute-02`, `done ${MARCH} compute-02 --failed`],
};

export function addCampaign(program: Command): void {
  const command = program
    .command('campaign')
    .description('take many hosts through maintenance, one after another')
    .addHelpText('after', AFTER);
  addCampaignCreate(command);
  addCampaignLists(command);
  addCampaignChanges(command);
  for (const each of command.commands) {
    const lines = EXAMPLES[each.name()]?.map((words) => `  $ evenkeel campaign ${words}\n`) ?? [];
    each.addHelpText('after', `\nExamples:\n${lines.join('')}`);
  }
}
