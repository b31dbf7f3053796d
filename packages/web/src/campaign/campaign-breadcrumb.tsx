import { Breadcrumb, BreadcrumbItem } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';

export function CampaignBreadcrumb({ title }: { title: string }) {
  return (
    <Breadcrumb>
      <BreadcrumbItem
        render={({ className }) => (
          <Link to="/maintenance" className={className}>
            Maintenance
          </Link>
        )}
      />
      <BreadcrumbItem
        render={({ className }) => (
          <Link to="/maintenance/campaigns" className={className}>
            Campaigns
          </Link>
        )}
      />
      <BreadcrumbItem isActive>{title}</BreadcrumbItem>
    </Breadcrumb>
  );
}
