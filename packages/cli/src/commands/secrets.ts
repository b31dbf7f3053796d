import { KeyRotation } from '@evenkeel/contract';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { dataDirectory, findServerUrl, readOwner } from '../api/server.ts';
import type { GlobalOptions } from '../context.ts';
import { note, printJson, printLine } from '../output/print.ts';

const AFTER = `
The server goes on meanwhile. Earlier backups of the database need the earlier
key: keep the secret.key that belongs to each of them.

Examples:
  $ evenkeel secrets rotate
  $ evenkeel secrets rotate --data /var/lib/evenkeel
`;

export function addSecrets(program: Command): void {
  const secrets = program.command('secrets').description("the key that seals the clouds' passwords");
  secrets
    .command('rotate')
    .description("make a new key and seal everything anew; for whoever may read the server's data directory")
    .option('--data <directory>', "the server's data directory (default: EVENKEEL_DATA, else .evenkeel)")
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const { data, json, url } = command.optsWithGlobals<GlobalOptions & { data?: string }>();
      const owner = await readOwner(dataDirectory(data));
      // As for `token create`: the owner's token is this server's alone.
      const named = command.parent?.parent?.getOptionValueSource('url') === 'cli' ? url : owner.url;
      const client = createApiClient(await findServerUrl(named), owner.ownerToken);
      const result = await client.post('/secrets/rotate', KeyRotation, {});
      if (json) return printJson(result);
      printLine(
        `A new key seals the secrets: ${result.resealed} sealed anew. The earlier key goes at the next start.`,
      );
      if (result.unreadable > 0)
        note(
          `${result.unreadable} could not be read and stay as they are: their clouds have to be added anew.`,
        );
    });
}
