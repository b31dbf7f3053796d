import type { Provider, SignInWay } from '@evenkeel/contract';
import { grantWords, type Names } from '../users/grant-words.ts';

/** Such as `OpenID Connect` and `Keystone of Demo north`. */
export function kindWords({ settings }: SignInWay, providers: readonly Provider[]): string {
  if ('issuer' in settings) return 'OpenID Connect';
  const provider = providers.find(({ id }) => id === settings.providerId)?.name;
  return `Keystone of ${provider ?? 'a cloud that is no provider any more'}`;
}

/** A line for each group or role from there: what it is here. */
export function mappingWords({ settings }: SignInWay, names: Names): string[] {
  if ('issuer' in settings)
    return settings.groups.map(({ group, grant }) => `${group}: ${grantWords(grant, names)}`);
  return settings.roles.map(
    ({ keystoneRole, role, reach }) =>
      `${keystoneRole}: ${role} ${reach === 'provider' ? 'of the provider' : 'in their projects'}`,
  );
}
