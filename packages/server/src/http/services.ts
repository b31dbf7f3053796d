/** What the HTTP part is given by the wiring: it makes nothing of this itself, so that a test can give its own. */
import type { KeyRotation, LiveEvent, SecretKeys } from '@evenkeel/contract';
import type { Cloud, CloudConnection } from '@evenkeel/openstack';
import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import type { ApprovalService } from '../approvals/index.ts';
import type { Balance } from '../balance/index.ts';
import type { CampaignService } from '../campaigns/index.ts';
import type { Db } from '../db/database.ts';
import type { MaintenanceService } from '../maintenance/index.ts';
import type { Networks } from '../net/index.ts';
import type { Outside } from '../outside/index.ts';
import type { Runner } from '../runner/index.ts';
import type { SecretBox } from '../secrets.ts';
import type { Certificate } from './certificate.ts';
import type { RateLimitOptions } from './rate-limit.ts';

export interface HttpServices {
  db: Db;
  /** Opens a connection to a cloud that is not stored yet; openstack's createCloud in earnest. */
  connect(connection: CloudConnection): Cloud;
  /** Where addresses that somebody gave may lead. */
  networks: Networks;
  /** For signing in to a cloud that is being added, in milliseconds; 15 seconds when not given: a person waits. */
  identifyMs?: number;
  runner: Pick<Runner, 'createRun' | 'retryRun' | 'verifyMove' | 'resetState' | 'preflight'>;
  balance: Omit<Balance, 'stop'>;
  maintenance: Omit<MaintenanceService, 'stop'>;
  campaigns: Omit<CampaignService, 'stop'>;
  outside: Omit<Outside, 'stop'>;
  approvals: Omit<ApprovalService, 'stop'>;
  /** Starts listening for live events; resolves with what ends it. */
  listen(handler: (event: LiveEvent) => void): Promise<() => Promise<void> | void>;
  /** Tells every replica's readers that something changed. */
  notify(event: LiveEvent): Promise<void>;
  secrets: SecretBox;
  keys: {
    inUse(): Promise<SecretKeys>;
    /** Makes a new key and seals every secret anew. Throws DomainRefusal where the key is not Evenkeel's to change. */
    rotate(): Promise<KeyRotation>;
  };
  /** The installation's own token (a file only its owner reads): with it the CLI makes itself an API token. */
  ownerToken: string | null;
  logger: FastifyBaseLogger | false;
  /** The folder of the built web console. */
  webRoot: string;
  /** True when listening on loopback only: then only loopback's names are accepted as Host (DNS rebinding). */
  loopbackOnly: boolean;
  /** Names under which the server is reached, besides those of loopback; none given: see `loopbackOnly`. */
  hosts?: readonly string[];
  /** Addresses and ranges of the reverse proxies whose X-Forwarded-* are believed; nobody's when not given. */
  trustedProxies?: string[];
  /** Null, or not given: without TLS. */
  certificate?: Certificate | null;
  /** Requests of one address; the usual when not given. */
  rateLimit?: RateLimitOptions;
  /** What one address may try that is not signed in; as `rateLimit`, else the usual when not given. */
  strangers?: RateLimitOptions;
  version: string;
  /** Wakes the inventory for a provider just added. */
  providerAdded(providerId: string): void;
  providerRemoved(providerId: string): void;
  /** Whether the inventory has tried every provider once, with whatever result. */
  firstPassTried(): boolean;
  /** Between two signs of life of a live event stream, in milliseconds; 15 seconds when not given. */
  heartbeatMs?: number;
  /** Metrics of the whole process; this part adds its own to it. */
  metrics: Registry;
}
