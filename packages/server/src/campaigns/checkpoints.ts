/**
 * The moments between two writes, or a write and what is asked of others, at which a process can die. The tests end the
 * controller at each of them; in earnest they are nothing. In the order in which a host of a campaign passes them.
 */
export const CAMPAIGN_CHECKPOINTS = [
  'claimed',
  'before-create',
  'after-create',
  'begun',
  'before-outside',
  'outside-asked',
  'before-return',
  'after-return',
  'before-host-end',
  'before-end',
] as const;
export type CampaignCheckpoint = (typeof CAMPAIGN_CHECKPOINTS)[number];
