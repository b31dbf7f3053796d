/** The tables of sign-in as types. */
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedTime, NullableTime, Time } from './columns.ts';

export interface SessionsTable {
  id: Generated<string>;
  token_hash: Buffer;
  previous_hash: Buffer | null;
  user_id: string;
  way: Generated<'password' | 'oidc' | 'keystone'>;
  address: string | null;
  user_agent: string | null;
  end_elsewhere: string | null;
  created_at: GeneratedTime;
  last_seen_at: GeneratedTime;
  renewed_at: GeneratedTime;
  confirmed_at: NullableTime;
  expires_at: Time;
}

export interface KnownDevicesTable {
  secret_hash: Buffer;
  user_id: string;
  created_at: GeneratedTime;
  last_used_at: GeneratedTime;
}

export interface ApiTokensTable {
  id: Generated<string>;
  name: string;
  token_hash: Buffer;
  created_by: string;
  owner_id: string | null;
  role_cap: 'viewer' | 'operator' | 'administrator' | null;
  provider_id: string | null;
  zone: string | null;
  project_id: string | null;
  created_at: GeneratedTime;
  expires_at: NullableTime;
  last_used_at: NullableTime;
  last_used_address: string | null;
}

/** An issuer or a cloud at which people sign in. */
export interface SignInWaysTable {
  id: Generated<string>;
  kind: 'oidc' | 'keystone';
  name: string;
  enabled: Generated<boolean>;
  /** contract's OidcSettings or KeystoneSettings. */
  settings: ColumnType<Record<string, unknown>, string, string>;
  /** The client's secret, sealed. */
  secret: Buffer | null;
  created_at: GeneratedTime;
}

/** Who somebody is elsewhere, and the user that stands for them here. */
export interface IdentitiesTable {
  way_id: string;
  subject: string;
  user_id: string;
  created_at: GeneratedTime;
  last_sign_in_at: GeneratedTime;
}

export interface UsersTable {
  id: Generated<string>;
  username: string;
  /** Null for who signs in elsewhere. */
  password_hash: string | null;
  /** The password is a code that only lets its holder choose one. */
  password_once: Generated<boolean>;
  disabled_at: NullableTime;
  created_at: GeneratedTime;
}
