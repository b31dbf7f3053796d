import type { Webhook } from '@evenkeel/contract';
import { Button } from '@patternfly/react-core';
import { Td, Tr } from '@patternfly/react-table';
import { useMutation } from '@tanstack/react-query';
import { useMessages } from '../parts/messages.tsx';
import { Moment } from '../parts/moment.tsx';
import { ReadingTable } from '../parts/reading-table.tsx';
import { tryWebhook } from './api.ts';

const COLUMNS = ['Name', 'Last asked', 'Made', 'Change'];
const USE_WORDS: Readonly<Record<NonNullable<Webhook['lastUse']>['state'], string>> = {
  asked: 'not taken yet',
  accepted: 'taken; its call-back is awaited',
  done: 'done',
  failed: 'failed',
};

/** What is about to be done to which. */
export interface WebhookDoing {
  what: 'change' | 'remove';
  webhook: Webhook;
}

interface WebhooksTableProps {
  /** Undefined while they are being read. */
  webhooks: readonly Webhook[] | undefined;
  onDo: (doing: WebhookDoing) => void;
}

export function WebhooksTable({ webhooks, onDo }: WebhooksTableProps) {
  return (
    <ReadingTable aria-label="Webhooks" columns={COLUMNS} rows={webhooks}>
      {(webhook) => <WebhookRow key={webhook.id} webhook={webhook} onDo={onDo} />}
    </ReadingTable>
  );
}

function WebhookRow({ webhook, onDo }: { webhook: Webhook; onDo: WebhooksTableProps['onDo'] }) {
  const { id, name, url, lastUse, createdAt, createdBy } = webhook;
  const { tell } = useMessages();
  const { mutate, isPending } = useMutation({
    mutationFn: () => tryWebhook(id),
    onSuccess: ({ accepted, message }) =>
      tell({ variant: accepted ? 'success' : 'danger', title: message, place: 'page' }),
    onError: (error) => tell({ variant: 'danger', title: error.message, place: 'page' }),
  });
  return (
    <Tr>
      <Td dataLabel="Name">
        <strong className="evenkeel-break">{name}</strong>
        <div className="evenkeel-muted evenkeel-break">{url}</div>
      </Td>
      <Td dataLabel="Last asked" modifier="breakWord">
        {lastUse === null ? (
          'never'
        ) : (
          <>
            <Moment at={lastUse.at} /> for {lastUse.host}: {USE_WORDS[lastUse.state]}
            {lastUse.message && <div className="evenkeel-muted evenkeel-break">{lastUse.message}</div>}
          </>
        )}
      </Td>
      <Td dataLabel="Made">
        <Moment at={createdAt} />
        <div className="evenkeel-muted">by {createdBy}</div>
      </Td>
      <Td dataLabel="Change">
        <div className="evenkeel-row-actions">
          <Button
            variant="link"
            isInline
            isLoading={isPending}
            onClick={() => mutate()}
            aria-label={`Send a test to ${name}`}
          >
            Send a test
          </Button>
          <Button
            variant="link"
            isInline
            onClick={() => onDo({ what: 'change', webhook })}
            aria-label={`Change the address of ${name}`}
          >
            Change address…
          </Button>
          <Button
            variant="link"
            isInline
            isDanger
            onClick={() => onDo({ what: 'remove', webhook })}
            aria-label={`Remove ${name}`}
          >
            Remove…
          </Button>
        </div>
      </Td>
    </Tr>
  );
}
