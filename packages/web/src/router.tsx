import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { readAuditSearch } from './audit/audit-search.ts';
import { readBalanceSearch } from './balance/balance-search.ts';
import { readCampaignListSearch, readNewCampaignSearch } from './campaign/campaign-search.ts';
import { readHistorySearch } from './history/history-search.ts';
import { readHostsSearch, readMaintenanceListSearch } from './maintenance/maintenance-search.ts';
import { NotFoundPage } from './pages/not-found.tsx';
import { PageCrash } from './pages/page-crash.tsx';
import { readRunsSearch } from './run/runs-search.ts';
import { readHostListSearch, readInstanceListSearch } from './search.ts';
import { readProviderSettingsSearch, readWaySearch } from './settings/settings-search.ts';
import { Shell } from './shell/shell.tsx';

// Every page is a chunk of its own, read when it is first opened.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });
const at = () => root;

const home = createRoute({
  getParentRoute: at,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/instances', replace: true });
  },
});

const instances = createRoute({
  getParentRoute: at,
  path: '/instances',
  validateSearch: readInstanceListSearch,
  component: lazyRouteComponent(() => import('./pages/instances.tsx'), 'InstancesPage'),
});

const instance = createRoute({
  getParentRoute: at,
  path: '/instances/$providerId/$instanceId',
  component: lazyRouteComponent(() => import('./pages/instance.tsx'), 'InstancePage'),
});

const move = createRoute({
  getParentRoute: at,
  path: '/moves/$moveId',
  component: lazyRouteComponent(() => import('./pages/move.tsx'), 'MovePage'),
});

const migrate = createRoute({
  getParentRoute: at,
  path: '/migrate',
  component: lazyRouteComponent(() => import('./pages/migrate.tsx'), 'MigratePage'),
});

const hosts = createRoute({
  getParentRoute: at,
  path: '/hosts',
  validateSearch: readHostListSearch,
  component: lazyRouteComponent(() => import('./pages/hosts.tsx'), 'HostsPage'),
});

const providers = createRoute({
  getParentRoute: at,
  path: '/providers',
  component: lazyRouteComponent(() => import('./pages/providers.tsx'), 'ProvidersPage'),
});

const addProvider = createRoute({
  getParentRoute: at,
  path: '/providers/add',
  component: lazyRouteComponent(() => import('./pages/add-provider.tsx'), 'AddProviderPage'),
});

const migrations = createRoute({
  getParentRoute: at,
  path: '/migrations',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('./pages/migrations.tsx'), 'MigrationsPage'),
});

const migrationRecords = createRoute({
  getParentRoute: at,
  path: '/migrations/nova',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('./pages/migration-records.tsx'), 'MigrationRecordsPage'),
});

const statistics = createRoute({
  getParentRoute: at,
  path: '/migrations/statistics',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('./pages/statistics.tsx'), 'StatisticsPage'),
});

const runs = createRoute({
  getParentRoute: at,
  path: '/runs',
  validateSearch: readRunsSearch,
  component: lazyRouteComponent(() => import('./pages/runs.tsx'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: at,
  path: '/runs/$runId',
  component: lazyRouteComponent(() => import('./pages/run.tsx'), 'RunPage'),
});

const maintenance = createRoute({
  getParentRoute: at,
  path: '/maintenance',
  validateSearch: readMaintenanceListSearch,
  component: lazyRouteComponent(() => import('./pages/maintenance.tsx'), 'MaintenancePage'),
});

const newMaintenance = createRoute({
  getParentRoute: at,
  path: '/maintenance/new',
  validateSearch: readHostsSearch,
  component: lazyRouteComponent(() => import('./pages/maintenance-new.tsx'), 'NewMaintenancePage'),
});

const campaigns = createRoute({
  getParentRoute: at,
  path: '/maintenance/campaigns',
  validateSearch: readCampaignListSearch,
  component: lazyRouteComponent(() => import('./pages/campaigns.tsx'), 'CampaignsPage'),
});

const newCampaign = createRoute({
  getParentRoute: at,
  path: '/maintenance/campaigns/new',
  validateSearch: readNewCampaignSearch,
  component: lazyRouteComponent(() => import('./pages/campaign-new.tsx'), 'NewCampaignPage'),
});

const campaign = createRoute({
  getParentRoute: at,
  path: '/maintenance/campaigns/$campaignId',
  component: lazyRouteComponent(() => import('./pages/campaign.tsx'), 'CampaignPage'),
});

const maintenanceHost = createRoute({
  getParentRoute: at,
  path: '/maintenance/$maintenanceId',
  component: lazyRouteComponent(() => import('./pages/maintenance-host.tsx'), 'MaintenanceHostPage'),
});

const approvals = createRoute({
  getParentRoute: at,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./pages/approvals.tsx'), 'ApprovalsPage'),
});

const balance = createRoute({
  getParentRoute: at,
  path: '/balance',
  validateSearch: readBalanceSearch,
  component: lazyRouteComponent(() => import('./pages/balance.tsx'), 'BalancePage'),
});

const balancePlans = createRoute({
  getParentRoute: at,
  path: '/balance/plans',
  validateSearch: readBalanceSearch,
  component: lazyRouteComponent(() => import('./pages/balance-plans.tsx'), 'BalancePlansPage'),
});

const balancePlan = createRoute({
  getParentRoute: at,
  path: '/balance/plans/$planId',
  component: lazyRouteComponent(() => import('./pages/balance-plan.tsx'), 'BalancePlanPage'),
});

const balancePolicies = createRoute({
  getParentRoute: at,
  path: '/balance/policies',
  validateSearch: readBalanceSearch,
  component: lazyRouteComponent(() => import('./pages/balance-policies.tsx'), 'BalancePoliciesPage'),
});

const balancePolicy = createRoute({
  getParentRoute: at,
  path: '/balance/policies/edit',
  validateSearch: readBalanceSearch,
  component: lazyRouteComponent(() => import('./pages/balance-policy.tsx'), 'BalancePolicyPage'),
});

const balanceMetrics = createRoute({
  getParentRoute: at,
  path: '/balance/metrics',
  validateSearch: readBalanceSearch,
  component: lazyRouteComponent(() => import('./pages/balance-metrics.tsx'), 'BalanceMetricsPage'),
});

const settings = createRoute({
  getParentRoute: at,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/sign-in', replace: true });
  },
});

const signInSettings = createRoute({
  getParentRoute: at,
  path: '/settings/sign-in',
  component: lazyRouteComponent(() => import('./pages/settings-sign-in.tsx'), 'SettingsSignInPage'),
});

const signInWay = createRoute({
  getParentRoute: at,
  path: '/settings/sign-in/edit',
  validateSearch: readWaySearch,
  component: lazyRouteComponent(() => import('./pages/settings-way.tsx'), 'SettingsWayPage'),
});

const webhookSettings = createRoute({
  getParentRoute: at,
  path: '/settings/webhooks',
  component: lazyRouteComponent(() => import('./pages/settings-webhooks.tsx'), 'SettingsWebhooksPage'),
});

const providerSettings = createRoute({
  getParentRoute: at,
  path: '/settings/providers',
  validateSearch: readProviderSettingsSearch,
  component: lazyRouteComponent(() => import('./pages/settings-providers.tsx'), 'SettingsProvidersPage'),
});

const keySettings = createRoute({
  getParentRoute: at,
  path: '/settings/keys',
  component: lazyRouteComponent(() => import('./pages/settings-keys.tsx'), 'SettingsKeysPage'),
});

const account = createRoute({
  getParentRoute: at,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
});

const users = createRoute({
  getParentRoute: at,
  path: '/users',
  component: lazyRouteComponent(() => import('./pages/users.tsx'), 'UsersPage'),
});

const audit = createRoute({
  getParentRoute: at,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    instances,
    instance,
    move,
    migrate,
    hosts,
    providers,
    addProvider,
    migrations,
    migrationRecords,
    statistics,
    runs,
    run,
    maintenance,
    newMaintenance,
    campaigns,
    newCampaign,
    campaign,
    maintenanceHost,
    account,
    audit,
    users,
    approvals,
    balance,
    balancePlans,
    balancePlan,
    balancePolicies,
    balancePolicy,
    balanceMetrics,
    settings,
    signInSettings,
    signInWay,
    webhookSettings,
    providerSettings,
    keySettings,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  // A hash carries the form's instances (see search.ts); there is nothing of that name to scroll to.
  defaultHashScrollIntoView: false,
  defaultErrorComponent: PageCrash,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
