/**
 * What of a request may stand in the audit. Only fields that are known to be harmless are shown; any other, among them
 * whatever somebody adds tomorrow, reads `(not shown)` until it is put on the list.
 */
const HARMLESS = new Set(
  `role providerId zone projectId username grants id excluded excludedHosts pinned instance host windowMinutes percentile
  stepSeconds hostLabel instanceLabel name goal kind weights cpu memory disk network threshold ceiling hosts by scope zones
  aggregates aggregate rules never stay prefer mostMoves leastGain leastImprovement cooldownMinutes options blockMigration
  diskOverCommit limits perSourceHost perDestinationHost perZone total mode schedule timeZone holdMinutes quietHours from to
  order planId idempotencyKey reason why after of atOnce atOncePerZone outside command webhookId instructions timeoutMinutes
  outsideMinutes readyWithinMinutes attentionMinutes bringBack stopAfterFailures windows cron minutes choices others instances
  instanceId choice abortRunning fenced fencedBy port probe address intervalMs authUrl region interface verify auth type
  userDomain userDomainId projectName projectDomain projectDomainId moveIds expiresInSeconds enabled issuer scopes groupsClaim
  nameClaim publicUrl groups group grant domain roles keystoneRole reach settings url tokenId sessionId runId maintenanceId
  campaignId policyId moveId wayId stepId how ok runsAbove automaticBalance decision emergency
  status state phase outcome version attention_reason bring_back readyCheck ready_check created_by health end_state stopped_at paused_at
  cancel_asked_at cancel_aborts return_asked_at disabled_at ended_at destination_host source_host abort_asked_by
  force_asked_by auth_url provider_id run_id next_at changed_by expires_at runs_above automatic_balance
  linkGbps secondsPerMove`.split(/\s+/),
);

const HIDDEN = '(not shown)';
const LONGEST_TEXT = 500;
const LONGEST_LIST = 50;

/** A copy for the audit: unknown fields hidden, addresses without what can open something, long things cut with a word. */
export function shown(value: unknown): unknown {
  if (typeof value === 'string') return shownText(value);
  if (Array.isArray(value)) {
    const items = value.slice(0, LONGEST_LIST).map(shown);
    return value.length > LONGEST_LIST ? [...items, `(and ${value.length - LONGEST_LIST} more)`] : items;
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, LONGEST_LIST)
      .map(([key, inner]) => (HARMLESS.has(key) ? [key, shown(inner)] : [shownKey(key), HIDDEN])),
  );
}

/** A key that nobody knows can be anything, too. */
function shownKey(key: string): string {
  return /^[A-Za-z_]{1,40}$/.test(key) ? key : HIDDEN;
}

/** Passwords stand before an @, and in the queries and the paths of addresses that others gave as a secret. */
function shownText(text: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url)
    return `${url.protocol}//${url.host}${/^(\/|\/[a-z0-9.-]{1,20}){0,2}\/?$/.test(url.pathname) ? url.pathname : '/(not shown)'}`;
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)` : text;
}
