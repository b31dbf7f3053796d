import type {
  CampaignCounts,
  CampaignDetail,
  CampaignHost,
  CampaignHostState,
  CampaignState,
  CampaignSummary,
  OutsideStep,
} from '@evenkeel/contract';
import type { LabelProps } from '@patternfly/react-core';

export const CAMPAIGN_STATE_WORDS: Readonly<Record<CampaignState, string>> = {
  running: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  cancelling: 'Being cancelled',
  done: 'Done',
  cancelled: 'Cancelled',
};

export const CAMPAIGN_STATUS: Readonly<Record<CampaignState, LabelProps['status']>> = {
  running: 'info',
  paused: 'warning',
  stopped: 'danger',
  cancelling: 'warning',
  done: 'success',
  cancelled: 'info',
};

export const HOST_STATE_WORDS: Readonly<Record<CampaignHostState, string>> = {
  waiting: 'Waiting',
  draining: 'Being emptied',
  outside: 'Empty, work outside',
  checking: 'Is it ready?',
  returning: 'Coming back',
  done: 'Done',
  skipped: 'Skipped',
  failed: 'Failed',
};

export const HOST_STATUS: Readonly<Record<CampaignHostState, LabelProps['status']>> = {
  waiting: undefined,
  draining: 'info',
  outside: 'warning',
  checking: 'info',
  returning: 'info',
  done: 'success',
  skipped: undefined,
  failed: 'danger',
};

export const OUTSIDE_WORDS: Readonly<Record<OutsideStep['kind'], string>> = {
  none: 'Nothing: the host is returned as soon as it is empty',
  person: 'A person does it, and says here when it is done',
  webhook: 'Another program is told, and calls back',
  command: 'The server runs a command',
};

/** `2 under way, 3 waiting, 1 done`: what there is none of is left out. */
export function campaignCountsInWords(counts: CampaignCounts): string {
  const words: readonly [keyof CampaignCounts, string][] = [
    ['done', 'done'],
    ['underWay', 'under way'],
    ['failed', 'failed'],
    ['skipped', 'skipped'],
    ['waiting', 'waiting'],
  ];
  const some = words.filter(([which]) => counts[which] > 0);
  return some.map(([which, what]) => `${counts[which]} ${what}`).join(', ') || 'no hosts';
}

export function hostsInWords(count: number): string {
  return count === 1 ? '1 host' : `${count} hosts`;
}

export function stepInWords(step: OutsideStep): string {
  switch (step.kind) {
    case 'none':
      return 'None';
    case 'person':
      return step.instructions ? `A person: ${step.instructions}` : 'A person';
    case 'webhook':
      return `The webhook ${step.name}`;
    case 'command':
      return `The command ${step.name}`;
  }
}

export function paceInWords({ atOnce, atOncePerZone }: CampaignDetail['settings']): string {
  const all = `${hostsInWords(atOnce)} at a time`;
  return atOncePerZone === null ? all : `${all}, ${atOncePerZone} of a zone`;
}

const OVER: readonly CampaignState[] = ['done', 'cancelled'];
export const isOver = ({ state }: Pick<CampaignSummary, 'state'>): boolean => OVER.includes(state);

const BEGUN: readonly CampaignHostState[] = ['draining', 'outside', 'checking', 'returning'];
/** It has begun and not ended: a maintenance holds it. */
export const isUnderWay = ({ state }: Pick<CampaignHost, 'state'>): boolean => BEGUN.includes(state);

/** A person may say that the work outside is done, whoever was asked for it. */
export function mayBeDone({ state, outside }: Pick<CampaignHost, 'state' | 'outside'>): boolean {
  return state === 'outside' && outside?.answeredAt == null;
}
