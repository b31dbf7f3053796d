import { CreatedToken } from '@evenkeel/contract';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { dataDirectory, findServerUrl, readOwner } from '../api/server.ts';
import type { GlobalOptions } from '../context.ts';
import { note, printJson, printLine } from '../output/print.ts';

interface Options extends GlobalOptions {
  data?: string;
  name: string;
}

const AFTER = `
The token is shown this once. It may do what an administrator may: keep it as
you keep a password.

Examples:
  $ export EVENKEEL_TOKEN=$(evenkeel token create)
  $ evenkeel token create --data /var/lib/evenkeel --name backup-script
`;

export function addToken(program: Command): void {
  const token = program.command('token').description('make API tokens');
  token
    .command('create')
    .description("make an API token; for whoever may read the server's data directory")
    .option('--data <directory>', "the server's data directory (default: EVENKEEL_DATA, else .evenkeel)")
    .option('--name <name>', 'what the token is called in the records', 'command line')
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const { data, name, json, url } = command.optsWithGlobals<Options>();
      const owner = await readOwner(dataDirectory(data));
      // EVENKEEL_URL may point elsewhere, and the owner's token is this server's alone: only --url itself is heeded.
      const named = command.parent?.parent?.getOptionValueSource('url') === 'cli' ? url : owner.url;
      const client = createApiClient(await findServerUrl(named), owner.ownerToken);
      const created = await client.post('/tokens', CreatedToken, { name });
      if (json) return printJson(created);
      printLine(created.token);
      if (process.stdout.isTTY) note('Shown this once. Use it so: export EVENKEEL_TOKEN=…');
    });
}
