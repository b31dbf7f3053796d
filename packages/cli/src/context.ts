/** What every command is given besides its own options, and the client made of it. */
import { type Command, Option } from 'commander';
import { type ApiClient, createApiClient } from './api/client.ts';
import { findServerUrl, requireToken } from './api/server.ts';
import { note } from './output/print.ts';

export interface GlobalOptions {
  url?: string;
  token?: string;
  json?: boolean;
}

export function addGlobalOptions(program: Command): void {
  program
    .addOption(new Option('--url <address>', "the server's address").env('EVENKEEL_URL'))
    .addOption(new Option('--token <token>', 'an API token').env('EVENKEEL_TOKEN'))
    .option('--json', 'print JSON: an array of objects, or one object');
}

/** Throws a refusal when no server or no token is known. Asks nothing of the server. */
export async function clientFor(options: GlobalOptions): Promise<ApiClient> {
  const url = await findServerUrl(options.url);
  const client = createApiClient(url, requireToken(options.token));
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) {
    note(`Warning: the token goes to ${url} unencrypted. Put the server behind https.`);
  }
  return client;
}
