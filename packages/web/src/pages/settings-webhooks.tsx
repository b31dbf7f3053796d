import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ForAdministrators } from '../access/for-administrators.tsx';
import { MayButton } from '../access/may-button.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { webhooksQuery } from '../settings/api.ts';
import { CommandsCard } from '../settings/commands-card.tsx';
import { SettingsFrame } from '../settings/settings-frame.tsx';
import { WebhookDialog } from '../settings/webhook-dialogs.tsx';
import { WebhookForm } from '../settings/webhook-form.tsx';
import { type WebhookDoing, WebhooksTable } from '../settings/webhooks-table.tsx';

/** What is done outside of Evenkeel: the programs that are told of a host, and the commands of the server. */
export function SettingsWebhooksPage() {
  const [isMaking, setMaking] = useState(false);
  return (
    <SettingsFrame
      description="Programs that work on an empty host, or say whether one is ready: told by a signed message, they call back."
      actions={
        !isMaking && (
          <MayButton action="manage-webhooks" at={{}} onClick={() => setMaking(true)}>
            New webhook
          </MayButton>
        )
      }
    >
      <ForAdministrators action="manage-webhooks" title="The webhooks are not yours to see">
        {isMaking && <WebhookForm onClose={() => setMaking(false)} />}
        <Webhooks isMaking={isMaking} />
        <CommandsCard />
      </ForAdministrators>
    </SettingsFrame>
  );
}

function Webhooks({ isMaking }: { isMaking: boolean }) {
  const { data: webhooks, error, refetch } = useQuery(webhooksQuery);
  const [doing, setDoing] = useState<WebhookDoing | null>(null);
  if (error && !webhooks)
    return <LoadFailure what="The webhooks" error={error} onRetry={() => void refetch()} />;
  if (webhooks?.length === 0)
    return (
      !isMaking && (
        <EmptyState headingLevel="h2" variant="sm" titleText="No webhook yet">
          <EmptyStateBody>
            Make one for the program that patches or repairs hosts: a campaign then tells it of each host that
            is empty, and goes on when it calls back.
          </EmptyStateBody>
        </EmptyState>
      )
    );
  return (
    <>
      <WebhooksTable webhooks={webhooks} onDo={setDoing} />
      {doing && <WebhookDialog doing={doing} onClose={() => setDoing(null)} />}
    </>
  );
}
