import { Breadcrumb, BreadcrumbItem } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { addProvider } from '../api/commands.ts';
import { useMessages } from '../parts/messages.tsx';
import { PageFrame } from '../parts/page.tsx';
import { ProviderForm } from '../provider/provider-form.tsx';

export function AddProviderPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { tell } = useMessages();
  const added = useMutation({
    mutationFn: addProvider,
    onSuccess: async (provider) => {
      tell({
        variant: 'success',
        title: `${provider.name} was added`,
        text: 'Its hosts and instances appear as they are read.',
        place: 'page',
      });
      await client.invalidateQueries({ queryKey: ['providers'] });
      return navigate({ to: '/providers' });
    },
  });
  return (
    <PageFrame
      title="Add provider"
      description="Evenkeel signs in to the cloud at once and tells what it answers. The secret is kept encrypted and never shown again."
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/providers" className={className}>
                Providers
              </Link>
            )}
          />
          <BreadcrumbItem isActive>Add provider</BreadcrumbItem>
        </Breadcrumb>
      }
    >
      <ProviderForm
        onSubmit={added.mutate}
        isPending={added.isPending}
        error={added.error}
        onCancel={() => void navigate({ to: '/providers' })}
      />
    </PageFrame>
  );
}
