import type { CampaignDetail, CampaignHost, SkipCampaignHost } from '@evenkeel/contract';
import { Content, FormGroup, Radio, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { outsideIsDone, retryCampaignHost, skipCampaignHost } from '../api/commands.ts';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { isUnderWay } from './campaign-words.ts';
import { useCampaignChange } from './use-campaign-change.ts';

export interface HostDialogProps {
  campaign: CampaignDetail;
  host: CampaignHost;
  onClose: () => void;
}

export function DoneDialog({ campaign, host: { host }, onClose }: HostDialogProps) {
  const [ok, setOk] = useState(true);
  const [message, setMessage] = useState('');
  const body = { ok, message: message.trim() };
  const change = useCampaignChange(() => outsideIsDone(campaign.id, host, body), onClose);
  const { outside, bringBack } = campaign.settings;
  return (
    <AskDialog
      title={`Is the work on ${host} done?`}
      action={ok ? 'It is done' : 'It could not be done'}
      isDanger={!ok}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      {outside.kind === 'person' && outside.instructions !== '' && (
        <Content component="p" className="evenkeel-break">
          What was to be done: {outside.instructions}
        </Content>
      )}
      <FormGroup role="radiogroup" label="How it went" fieldId="outside-ok" isStack>
        <Radio
          id="outside-ok-yes"
          name="outside-ok"
          label="Done"
          description={`${host} is checked, enabled if Evenkeel disabled it${bringBack ? ', and its instances come home' : ''}.`}
          isChecked={ok}
          onChange={() => setOk(true)}
        />
        <Radio
          id="outside-ok-no"
          name="outside-ok"
          label="It could not be done"
          description={`${host} counts as failed and stays empty until it is retried or skipped.`}
          isChecked={!ok}
          onChange={() => setOk(false)}
        />
      </FormGroup>
      <FormGroup label="Note" fieldId="outside-message">
        <TextInput
          id="outside-message"
          value={message}
          maxLength={500}
          placeholder="for those who read what happened"
          onChange={(_event, text) => setMessage(text)}
        />
      </FormGroup>
    </AskDialog>
  );
}

export function RetryDialog({ campaign, host: { host, reason }, onClose }: HostDialogProps) {
  const change = useCampaignChange(() => retryCampaignHost(campaign.id, host), onClose);
  return (
    <AskDialog
      title={`Try ${host} again?`}
      action="Try again"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        {reason !== null && `It failed: ${reason} `}It goes on where it failed, as soon as the campaign has
        room for it.
      </Content>
    </AskDialog>
  );
}

export function SkipDialog({ campaign, host, onClose }: HostDialogProps) {
  const [underWay, setUnderWay] = useState<SkipCampaignHost['underWay']>('leave');
  const change = useCampaignChange(() => skipCampaignHost(campaign.id, host.host, { underWay }), onClose);
  const hasBegun = isUnderWay(host) || (host.state === 'failed' && host.maintenanceId !== null);
  return (
    <AskDialog
      title={`Skip ${host.host}?`}
      action="Skip it"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">The campaign goes on without it.</Content>
      {hasBegun && (
        <FormGroup role="radiogroup" label="Its maintenance" fieldId="skip-under-way" isStack>
          <Radio
            id="skip-leave"
            name="skip-under-way"
            label="Leave it to people"
            description="It goes on, or holds the host, until somebody returns it."
            isChecked={underWay === 'leave'}
            onChange={() => setUnderWay('leave')}
          />
          <Radio
            id="skip-cancel"
            name="skip-under-way"
            label="Give it up"
            description="What has moved stays where it is; the host is enabled again if Evenkeel disabled it."
            isChecked={underWay === 'cancel'}
            onChange={() => setUnderWay('cancel')}
          />
        </FormGroup>
      )}
    </AskDialog>
  );
}
