import type { CampaignDetail, CampaignHost } from '@evenkeel/contract';
import { Card, CardBody, CardTitle, Flex, Label } from '@patternfly/react-core';
import { Td, Th } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { MayButton } from '../access/may-button.tsx';
import { VirtualTable } from '../parts/virtual-table.tsx';
import { HOST_STATE_WORDS, HOST_STATUS, isOver, mayBeDone } from './campaign-words.ts';
import { DoneDialog, RetryDialog, SkipDialog } from './host-dialogs.tsx';
import { timesInWords } from './times.ts';

/** Pixels. */
const USUAL_ROW = 76;
const COLUMNS = ['Host', 'State', 'Times', 'What can be done'];

const DIALOGS = { done: DoneDialog, retry: RetryDialog, skip: SkipDialog };
type Asked = { what: keyof typeof DIALOGS; host: string };

/** Host by host: how it stands in words, the maintenance that carries it out, and what a person can do. */
export function HostsCard({ campaign }: { campaign: CampaignDetail }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const host = campaign.hosts.find((one) => one.host === asked?.host);
  const Dialog = asked && DIALOGS[asked.what];
  return (
    <Card>
      <CardTitle component="h2">Hosts</CardTitle>
      <CardBody>
        <VirtualTable
          aria-label="Hosts of the campaign"
          rows={campaign.hosts}
          usualRow={USUAL_ROW}
          head={COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
          keyOf={(one) => one.host}
          cells={(one) => <Cells campaign={campaign} host={one} onAsk={setAsked} />}
        />
        {Dialog && host && <Dialog campaign={campaign} host={host} onClose={() => setAsked(null)} />}
      </CardBody>
    </Card>
  );
}

interface CellsProps {
  campaign: CampaignDetail;
  host: CampaignHost;
  onAsk: (asked: Asked) => void;
}

function Cells({ campaign, host: one, onAsk }: CellsProps) {
  const { host, zone, state, reason, nextStep, maintenanceId, forecast } = one;
  const canChange = !isOver(campaign);
  const button = (what: Asked['what'], words: string, isPrimary = false) => (
    <MayButton
      action="maintain"
      at={{ providerId: campaign.providerId, zone }}
      size="sm"
      variant={isPrimary ? 'primary' : 'secondary'}
      aria-label={`${words} ${host}`}
      onClick={() => onAsk({ what, host })}
    >
      {words}
    </MayButton>
  );
  return (
    <>
      <Td dataLabel="Host" className="evenkeel-break">
        {maintenanceId === null ? (
          host
        ) : (
          <Link
            to="/maintenance/$maintenanceId"
            params={{ maintenanceId }}
            aria-label={`Maintenance of ${host}`}
          >
            {host}
          </Link>
        )}
        {zone !== null && <div className="evenkeel-muted">{zone}</div>}
      </Td>
      <Td dataLabel="State" modifier="breakWord">
        <Label isCompact status={HOST_STATUS[state]}>
          {HOST_STATE_WORDS[state]}
        </Label>
        {reason !== null && <div>{reason}</div>}
        {nextStep !== null && <div className="evenkeel-muted">{nextStep}</div>}
      </Td>
      <Td dataLabel="Times" modifier="breakWord">
        {forecast === null ? '–' : timesInWords(forecast)}
      </Td>
      <Td dataLabel="What can be done">
        <Flex gap={{ default: 'gapSm' }}>
          {canChange && mayBeDone(one) && button('done', 'Outside work done…', true)}
          {canChange && state === 'failed' && button('retry', 'Retry…')}
          {canChange && state !== 'done' && state !== 'skipped' && button('skip', 'Skip…')}
        </Flex>
      </Td>
    </>
  );
}
