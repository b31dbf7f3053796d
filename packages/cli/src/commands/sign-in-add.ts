/** More ways to sign in. */
import { type KeystoneRole, type NewSignInWay, SignInWay } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { printable } from '../output/text.ts';
import { groups, groupsOf, keystoneRoles, secretFrom, type TypedGroup } from './sign-in-options.ts';

const AFTER_OIDC = `
The issuer is asked first. Printed is the address to register there as redirect
address. The secret is read from the first line of a file, or with - from stdin.
Who is in none of the groups gets no account.

Examples:
  $ evenkeel sign-in add-oidc Company --issuer https://login.example.org \\
      --client-id evenkeel --client-secret-file client.secret \\
      --group cloud-operators=operator --group "helpdesk=viewer; zone=az1"
  $ pass evenkeel/client | evenkeel sign-in add-oidc Company --issuer \\
      https://login.example.org --client-id evenkeel --client-secret-file - \\
      --group "admins=administrator; provider=West"
`;
const AFTER_KEYSTONE = `
Without --role an admin there is an operator of the provider, and member and
reader see the instances of their projects.

Examples:
  $ evenkeel sign-in add-keystone West --provider West
  $ evenkeel sign-in add-keystone West --provider West --domain Staff \\
      --role "admin=operator; provider" --role "member=operator; projects"
`;

interface OidcOptions extends GlobalOptions {
  issuer: string;
  clientId: string;
  clientSecretFile?: string;
  group: TypedGroup[];
  scopes?: string;
  groupsClaim?: string;
  nameClaim?: string;
  publicUrl?: string;
}

export function addAddOidc(signIn: Command): void {
  signIn
    .command('add-oidc <name>')
    .description('add an OpenID Connect issuer; its groups become roles')
    .requiredOption('--issuer <address>', 'as it names itself; its discovery document stands below it')
    .requiredOption('--client-id <id>', 'of Evenkeel at the issuer')
    .option('--client-secret-file <file>', "the client's secret; - reads stdin; without it a public client")
    .option(
      '--group <group=role>',
      'what a group may: "GROUP=ROLE; provider=P; zone=Z; project=ID"; again',
      groups,
      [],
    )
    .option('--scopes <scopes>', 'asked for (openid profile email)')
    .option('--groups-claim <claim>', 'the claim that lists the groups (groups)')
    .option('--name-claim <claim>', 'the claim that names the person (preferred_username)')
    .option('--public-url <address>', 'how browsers reach Evenkeel, where a request does not say it')
    .addHelpText('after', AFTER_OIDC)
    .action((name: string, _options: unknown, command: Command) =>
      addOidc(name, command.optsWithGlobals<OidcOptions>()),
    );
}

async function addOidc(name: string, options: OidcOptions): Promise<void> {
  const { issuer, clientId, clientSecretFile, group, scopes, groupsClaim, nameClaim, publicUrl } = options;
  if (group.length === 0)
    throw refusal(
      'usage',
      'Nobody could come in: give at least one --group.',
      'Such as --group operators=operator.',
    );
  const clientSecret = clientSecretFile === undefined ? null : await secretFrom(clientSecretFile);
  const client = await clientFor(options);
  const settings = {
    ...{ issuer, clientId, scopes, groupsClaim, nameClaim, publicUrl },
    groups: await groupsOf(client, group),
  };
  const wanted: NewSignInWay = { kind: 'oidc', name, settings, clientSecret };
  const made = await client.post('/sign-in/ways', SignInWay, wanted);
  if (options.json) return printJson(made);
  printLine(made.redirectUri ?? '');
  note(`${printable(made.name)} is added. Register this address at the issuer as redirect address.`);
}

interface KeystoneOptions extends GlobalOptions {
  provider: string;
  domain?: string;
  role: KeystoneRole[];
}

export function addAddKeystone(signIn: Command): void {
  signIn
    .command('add-keystone <name>')
    .description("let people sign in with the account they have in a provider's cloud")
    .requiredOption('--provider <provider>', 'the provider (name or id)')
    .option('--domain <name>', 'the domain of who names none (Default)')
    .option(
      '--role <role=role>',
      'what a role there may here: "ROLE=ROLE; provider" or "; projects"; again',
      keystoneRoles,
      [],
    )
    .addHelpText('after', AFTER_KEYSTONE)
    .action((name: string, _options: unknown, command: Command) =>
      addKeystone(name, command.optsWithGlobals<KeystoneOptions>()),
    );
}

async function addKeystone(name: string, options: KeystoneOptions): Promise<void> {
  const { provider, domain, role } = options;
  const client = await clientFor(options);
  const { id: providerId } = await findProvider(client, provider);
  const settings = { providerId, domain, roles: role.length > 0 ? role : undefined };
  const made = await client.post('/sign-in/ways', SignInWay, { kind: 'keystone', name, settings });
  if (options.json) return printJson(made);
  printLine(`${printable(made.name)} is added: it stands on the sign-in page.`);
}
