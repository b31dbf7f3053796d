import { Provider } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findProvider } from '../api/lists.ts';
import { readCloud } from '../clouds-yaml.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { count, printable } from '../output/text.ts';
import { addProviderLimits } from './limits.ts';
import { addProviderProbe } from './probe.ts';

interface AddOptions extends GlobalOptions {
  osCloud: string;
  region?: string;
}

interface RemoveOptions extends GlobalOptions {
  abandon?: boolean;
  yes?: boolean;
}

const AFTER_ADD = `
clouds.yaml and secure.yaml are sought in the working directory,
~/.config/openstack and /etc/openstack, or are what OS_CLIENT_CONFIG_FILE and
OS_CLIENT_SECURE_FILE name. A private certificate authority (cacert) is sent
along. The server signs in before it keeps anything, and keeps the secret
encrypted.

Examples:
  $ evenkeel provider add West --os-cloud west
  $ evenkeel provider add "West 2" --os-cloud west --region region-2
`;

const AFTER_REMOVE = `
Nothing changes in the cloud. What Evenkeel recorded of it is forgotten, the
history of its moves included. While moves, maintenance or a campaign of it are
open it is refused. For a cloud that is gone for good --abandon forgets those
too: nobody follows the moves any more, and the hosts that were disabled for
maintenance stay disabled.

Examples:
  $ evenkeel provider remove West
  $ evenkeel provider remove West --yes
  $ evenkeel provider remove West --abandon
`;

export function addProvider(program: Command): void {
  const provider = program
    .command('provider')
    .description('add and remove clouds, how their moves are probed, and how many go at a time');
  provider
    .command('add')
    .argument('<name>', 'what the cloud is called in Evenkeel')
    .description('add a cloud that clouds.yaml describes; it is connected to first')
    .requiredOption('--os-cloud <cloud>', 'its name in clouds.yaml')
    .option('--region <region>', "a region other than clouds.yaml's")
    .addHelpText('after', AFTER_ADD)
    .action(add);
  provider
    .command('remove')
    .argument('<name>', 'the name or the id')
    .description('forget a cloud')
    .option('--abandon', 'also while moves, maintenance or campaigns of it are open')
    .option('--yes', 'do not ask')
    .addHelpText('after', AFTER_REMOVE)
    .action(remove);
  addProviderProbe(provider);
  addProviderLimits(provider);
}

async function add(name: string, _options: unknown, command: Command): Promise<void> {
  const { osCloud, region, ...options } = command.optsWithGlobals<AddOptions>();
  const client = await clientFor(options);
  const wanted = await readCloud(osCloud, { name, region });
  if (!wanted.verify) note('Warning: clouds.yaml says not to check the certificate of this cloud.');
  const added = await client.post('/providers', Provider, wanted);
  if (options.json) return printJson(added);
  const where = added.region ? ` in region ${printable(added.region)}` : '';
  printLine(
    `Added ${printable(added.name)}: ${added.authUrl}${where}, compute ${added.computeVersion ?? '?'}.`,
  );
  note('Its hosts and instances are being read now: evenkeel providers shows how far it is.');
}

async function remove(name: string, _options: unknown, command: Command): Promise<void> {
  const { yes, abandon, ...options } = command.optsWithGlobals<RemoveOptions>();
  const client = await clientFor(options);
  const provider = await findProvider(client, name);
  if (!yes) {
    const size = count(provider.instanceCount, 'instance');
    const what = `Forget ${printable(provider.name)} (${provider.authUrl}, ${size})? Nothing changes in the cloud.${abandon ? ' What is under way there is abandoned.' : ''}`;
    await confirm(what, `${printable(provider.name)} was not removed`);
  }
  await client.delete(`/providers/${provider.id}${abandon ? '?abandon=true' : ''}`);
  if (options.json) return printJson(provider);
  printLine(`Removed ${printable(provider.name)}. Nothing was changed in the cloud.`);
}
