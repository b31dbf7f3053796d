/**
 * What each route of the API is to allow, said independently of the server's own table: a route that is not here fails
 * the matrix, and so does one that is not there any more.
 */
export type Needs = 'viewer' | 'operator' | 'administrator';

export interface Rule {
  needs: Needs;
  /**
   * own: of the asker. seen: shows what is in scope. thing: about one thing, named in the address. said: about what
   * stands in the body. all: of the installation itself.
   */
  of: 'own' | 'seen' | 'thing' | 'said' | 'all';
  body?: (ids: Ids) => object;
  query?: string;
}

/** Of things in the north. */
export interface Ids {
  providerId: string;
  instanceId: string;
  host: string;
  moveId: string;
  runId: string;
  maintenanceId: string;
  campaignId: string;
  planId: string;
  policyId: string;
  approvalId: string;
}

const rule = (needs: Needs, of: Rule['of'], more: Omit<Rule, 'needs' | 'of'> = {}): Rule => ({
  needs,
  of,
  ...more,
});
const idempotencyKey = 'key-of-the-matrix';
const anInstance = ({ providerId, instanceId }: Ids) => ({ instances: [{ providerId, id: instanceId }] });
const aHost = ({ providerId, host }: Ids) => ({ hosts: [{ providerId, host }] });
const aProvider = ({ providerId }: Ids) => ({ providerId });
const aWay = {
  kind: 'oidc',
  name: 'W',
  settings: {
    issuer: 'http://127.0.0.1:1/',
    clientId: 'c',
    groups: [{ group: 'g', grant: { role: 'viewer' } }],
  },
};
const own = rule('viewer', 'own');
const seen = rule('viewer', 'seen');
const looked = rule('viewer', 'thing');
const moved = rule('operator', 'thing');
const maintained = rule('operator', 'thing', { body: () => ({}) });
const managed = rule('administrator', 'thing');
const ofAll = rule('administrator', 'all');
const metrics = { url: 'http://127.0.0.1:1' };
const goal = { kind: 'consolidate' };

export const RULES: Readonly<Record<string, Rule>> = {
  'GET /session': own,
  'DELETE /session': own,
  'PUT /session/password': rule('viewer', 'own', {
    body: () => ({ currentPassword: 'wrong', newPassword: 'a phrase of some length' }),
  }),
  'GET /sessions': own,
  'DELETE /sessions': own,
  'DELETE /sessions/{sessionId}': own,
  'POST /tokens': rule('viewer', 'own', { body: () => ({ name: 'matrix' }) }),
  'GET /tokens': own,
  'DELETE /tokens/{tokenId}': own,
  'GET /sign-in/ways': ofAll,
  'POST /sign-in/ways': rule('administrator', 'all', { body: () => aWay }),
  'PUT /sign-in/ways/{wayId}': rule('administrator', 'all', { body: () => aWay }),
  'DELETE /sign-in/ways/{wayId}': ofAll,
  'POST /sign-in/ways/{wayId}/test': ofAll,
  'GET /users': ofAll,
  'POST /users': rule('administrator', 'all', { body: () => ({ username: 'matrix' }) }),
  'PUT /users/{userId}/grants': rule('administrator', 'all', { body: () => ({ grants: [] }) }),
  'POST /users/{userId}/disable': ofAll,
  'POST /users/{userId}/enable': ofAll,
  'POST /users/{userId}/reset-password': ofAll,
  'GET /audit': ofAll,
  'GET /audit/export': ofAll,
  'GET /audit/verification': ofAll,
  'GET /secrets': ofAll,
  'POST /secrets/rotate': rule('administrator', 'all', { body: () => ({}) }),
  'GET /outside-steps': rule('viewer', 'own'),
  'GET /webhooks': ofAll,
  'POST /webhooks': rule('administrator', 'all', {
    body: () => ({ name: 'matrix', url: 'http://127.0.0.1:1/' }),
  }),
  'PUT /webhooks/{webhookId}': rule('administrator', 'all', { body: () => ({ url: 'http://127.0.0.1:1/' }) }),
  'POST /webhooks/{webhookId}/test': ofAll,
  'DELETE /webhooks/{webhookId}': ofAll,
  'GET /providers': seen,
  'POST /providers': rule('administrator', 'all', {
    body: () => ({
      name: 'matrix',
      authUrl: 'http://127.0.0.1:1/v3',
      auth: { type: 'password', username: 'u', password: 'p', projectName: 'p' },
    }),
  }),
  'DELETE /providers/{providerId}': managed,
  'GET /providers/{providerId}/approvals': looked,
  'PUT /providers/{providerId}/approvals': rule('administrator', 'thing', {
    body: () => ({ runsAbove: null, automaticBalance: false }),
  }),
  'GET /approvals': seen,
  'POST /approvals/{approvalId}/approve': maintained,
  'POST /approvals/{approvalId}/decline': maintained,
  'GET /providers/{providerId}/probe': looked,
  'PATCH /providers/{providerId}/probe': rule('administrator', 'thing', { body: () => ({ probe: null }) }),
  'GET /providers/{providerId}/limits': looked,
  'PATCH /providers/{providerId}/limits': rule('administrator', 'thing', { body: () => ({ total: 4 }) }),
  'GET /hosts': seen,
  'GET /instances': seen,
  'GET /providers/{providerId}/instances/{instanceId}': looked,
  'GET /providers/{providerId}/instances/{instanceId}/migrations': looked,
  'GET /providers/{providerId}/instances/{instanceId}/verdicts': looked,
  'POST /preflight': rule('viewer', 'said', { body: (ids) => ({ ...anInstance(ids), options: {} }) }),
  'POST /runs': rule('operator', 'said', {
    body: (ids) => ({ ...anInstance(ids), options: {}, idempotencyKey }),
  }),
  'GET /runs': seen,
  'GET /runs/{runId}': looked,
  'POST /runs/{runId}/pause': moved,
  'POST /runs/{runId}/resume': moved,
  'POST /runs/{runId}/cancel': rule('operator', 'thing', { body: () => ({}) }),
  'POST /runs/{runId}/retry': rule('operator', 'thing', { body: () => ({ idempotencyKey }) }),
  'POST /runs/{runId}/order': rule('operator', 'thing', { body: ({ moveId }) => ({ moveIds: [moveId] }) }),
  'GET /moves': seen,
  'GET /moves/statistics': seen,
  'GET /moves/export': rule('viewer', 'seen', { query: '?format=json' }),
  'GET /moves/{moveId}': looked,
  'GET /moves/{moveId}/samples': looked,
  'GET /moves/{moveId}/events': looked,
  'GET /moves/{moveId}/probe': looked,
  'POST /moves/{moveId}/abort': moved,
  'POST /moves/{moveId}/force-complete': moved,
  'POST /moves/{moveId}/verify': rule('viewer', 'thing'),
  'POST /moves/{moveId}/reset-state': moved,
  'GET /migrations': seen,
  'POST /maintenance/preview': rule('viewer', 'said', { body: aHost }),
  'POST /maintenance': rule('operator', 'said', { body: (ids) => ({ ...aHost(ids), idempotencyKey }) }),
  'GET /maintenance': seen,
  'GET /maintenance/{maintenanceId}': looked,
  'POST /maintenance/{maintenanceId}/pause': maintained,
  'POST /maintenance/{maintenanceId}/resume': maintained,
  'POST /maintenance/{maintenanceId}/cancel': maintained,
  'PUT /maintenance/{maintenanceId}/choices': maintained,
  'POST /maintenance/{maintenanceId}/return/preview': looked,
  'POST /maintenance/{maintenanceId}/return': maintained,
  'POST /campaigns/preview': rule('viewer', 'said', {
    body: (ids) => ({ ...aProvider(ids), of: { hosts: [ids.host] } }),
  }),
  'POST /campaigns': rule('operator', 'said', {
    body: (ids) => ({ ...aProvider(ids), name: 'matrix', hosts: [ids.host], idempotencyKey }),
  }),
  'GET /campaigns': seen,
  'GET /campaigns/{campaignId}': looked,
  'POST /campaigns/{campaignId}/pause': maintained,
  'POST /campaigns/{campaignId}/resume': maintained,
  'POST /campaigns/{campaignId}/cancel': maintained,
  'PUT /campaigns/{campaignId}/choices': maintained,
  'POST /campaigns/{campaignId}/hosts/{host}/skip': maintained,
  'POST /campaigns/{campaignId}/hosts/{host}/retry': maintained,
  'POST /campaigns/{campaignId}/hosts/{host}/done': maintained,
  'GET /balance/policies': seen,
  'POST /balance/policies': rule('administrator', 'said', {
    body: (ids) => ({ ...aProvider(ids), name: 'matrix', settings: { goal } }),
  }),
  'GET /balance/policies/{policyId}/versions': looked,
  'DELETE /balance/policies/{policyId}': managed,
  'GET /balance/times': rule('viewer', 'own', { query: '?schedule=0%203%20*%20*%20*&timeZone=UTC' }),
  'POST /balance/preview': rule('operator', 'said', { body: aProvider }),
  'GET /balance/plans': seen,
  'GET /balance/plans/{planId}': looked,
  'POST /balance/plans/{planId}/dismiss': moved,
  'POST /balance/runs': rule('operator', 'said', { body: ({ planId }) => ({ planId, idempotencyKey }) }),
  'GET /balance/metrics/{providerId}': looked,
  'PUT /balance/metrics/{providerId}': rule('administrator', 'thing', { body: () => metrics }),
  'DELETE /balance/metrics/{providerId}': managed,
  'POST /balance/metrics/{providerId}/check': managed,
  'GET /events': own,
};
