/** The whole tree of commands. */
import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addApprovals } from './commands/approvals.ts';
import { addAudit } from './commands/audit.ts';
import { addBalance } from './commands/balance.ts';
import { addBalanceMetrics } from './commands/balance-metrics.ts';
import { addBalancePlans } from './commands/balance-plans.ts';
import { addBalancePolicies } from './commands/balance-policies.ts';
import { addCampaign } from './commands/campaign.ts';
import { addCompletion } from './commands/completion.ts';
import { addAbort, addForceComplete } from './commands/controls.ts';
import { addDemoCloud } from './commands/demo-cloud.ts';
import { addDrain } from './commands/drain.ts';
import { addEvacuate } from './commands/evacuate.ts';
import { addHosts } from './commands/hosts.ts';
import { addInstances } from './commands/instances.ts';
import { addMaintenance } from './commands/maintenance.ts';
import { addMigrate } from './commands/migrate.ts';
import { addMigrations } from './commands/migrations.ts';
import { addPreflight } from './commands/preflight.ts';
import { addProbe } from './commands/probe.ts';
import { addProvider } from './commands/provider.ts';
import { addProviders } from './commands/providers.ts';
import { addReturn } from './commands/return.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addSecrets } from './commands/secrets.ts';
import { addSignIn } from './commands/sign-in.ts';
import { addStatistics } from './commands/statistics.ts';
import { addToken } from './commands/token.ts';
import { addUser } from './commands/user.ts';
import { addWatch } from './commands/watch.ts';
import { addWebhook } from './commands/webhook.ts';
import { addGlobalOptions } from './context.ts';

const AFTER = `
Examples:
  $ export EVENKEEL_TOKEN=$(evenkeel token create)
  $ evenkeel instances --host compute-03
  $ evenkeel preflight web-01
  $ evenkeel migrate web-01 --wait
  $ evenkeel migrate web-01 db-02 --host compute-07 --block no --dry-run

Exit codes:
  0    done; with --wait, every instance really moved
  1    the operation failed, or not every instance moved
  2    wrong usage, or input that was refused
  3    the server, or its cloud, can not be reached
  4    waits for a second person; nothing has begun (evenkeel approvals)
  130  ended by Ctrl-C (what was submitted goes on at the server)

Without --url and EVENKEEL_URL, the server is taken whose data directory is
EVENKEEL_DATA or ./.evenkeel.
With --json, results are JSON on stdout, and stderr has nothing but, where
something failed, one JSON object {"error": {"code", "message", ...}}.
`;

export function createProgram(): Command {
  const program = new Command('evenkeel')
    .description(
      'Live-migrate OpenStack instances: see beforehand what will happen, and how it really ended.',
    )
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    // Errors are thrown to main.ts, which says them in one way.
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', AFTER);
  addGlobalOptions(program);
  addProviders(program);
  addHosts(program);
  addInstances(program);
  addMigrations(program);
  addStatistics(program);
  addPreflight(program);
  addMigrate(program);
  addWatch(program);
  addDrain(program);
  addEvacuate(program);
  addReturn(program);
  addMaintenance(program);
  addCampaign(program);
  addBalance(program);
  addBalancePolicies(program);
  addBalancePlans(program);
  addBalanceMetrics(program);
  addApprovals(program);
  addAbort(program);
  addForceComplete(program);
  addProbe(program);
  addRuns(program);
  addRun(program);
  addProvider(program);
  addToken(program);
  addUser(program);
  addSignIn(program);
  addWebhook(program);
  addAudit(program);
  addSecrets(program);
  addDemoCloud(program);
  addCompletion(program);
  return program;
}
