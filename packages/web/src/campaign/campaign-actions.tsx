import type { CampaignDetail, CancelCampaign } from '@evenkeel/contract';
import { Checkbox, Content, Flex, FormGroup, Radio } from '@patternfly/react-core';
import { useState } from 'react';
import { MayButton } from '../access/may-button.tsx';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../api/commands.ts';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { hostsInWords, isOver } from './campaign-words.ts';
import { useCampaignChange } from './use-campaign-change.ts';

type Dialog = 'pause' | 'resume' | 'cancel';

/** What can be done to a campaign as it stands now. */
export function CampaignActions({ campaign }: { campaign: CampaignDetail }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { state, providerId } = campaign;
  const may = { action: 'maintain', at: { providerId } };
  const props = { campaign, onClose: () => setDialog(null) };
  if (isOver(campaign) || state === 'cancelling') return null;
  return (
    <Flex gap={{ default: 'gapSm' }}>
      {state === 'running' ? (
        <MayButton {...may} variant="secondary" onClick={() => setDialog('pause')}>
          Pause…
        </MayButton>
      ) : (
        <MayButton {...may} onClick={() => setDialog('resume')}>
          Resume…
        </MayButton>
      )}
      <MayButton {...may} variant="secondary" isDanger onClick={() => setDialog('cancel')}>
        Cancel…
      </MayButton>
      {dialog === 'pause' && <PauseDialog {...props} />}
      {dialog === 'resume' && <ResumeDialog {...props} />}
      {dialog === 'cancel' && <CancelDialog {...props} />}
    </Flex>
  );
}

interface DialogProps {
  campaign: CampaignDetail;
  onClose: () => void;
}

function PauseDialog({ campaign: { id, name }, onClose }: DialogProps) {
  const change = useCampaignChange(() => pauseCampaign(id), onClose);
  return (
    <AskDialog
      title={`Pause ${name}?`}
      action="Pause"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        No host begins, and nothing new begins on the hosts under way, until somebody resumes it. Instances
        that are on their way come to their end.
      </Content>
    </AskDialog>
  );
}

function ResumeDialog({ campaign: { id, name, state, attention }, onClose }: DialogProps) {
  const change = useCampaignChange(() => resumeCampaign(id), onClose);
  return (
    <AskDialog
      title={`Resume ${name}?`}
      action="Resume"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        {state === 'stopped' && attention ? `It was stopped: ${attention.reason} ` : ''}It goes on with the
        next host. Hosts that failed stay so until they are retried or skipped.
      </Content>
    </AskDialog>
  );
}

const UNDER_WAY: readonly { value: CancelCampaign['underWay']; words: string; help: string }[] = [
  {
    value: 'finish',
    words: 'Let them come to their end',
    help: 'Each is emptied, seen to and returned; then nothing more begins.',
  },
  {
    value: 'leave',
    words: 'Leave their maintenance to people',
    help: 'It goes on, or holds them, until somebody returns them.',
  },
  {
    value: 'cancel',
    words: 'Give them up',
    help: 'What has moved stays where it is; they are enabled again where Evenkeel disabled them.',
  },
];

function CancelDialog({ campaign: { id, name, counts }, onClose }: DialogProps) {
  const [underWay, setUnderWay] = useState<CancelCampaign['underWay']>('finish');
  const [abortRunning, setAbort] = useState(false);
  const body = { underWay, abortRunning: underWay === 'cancel' && abortRunning };
  const change = useCampaignChange(() => cancelCampaign(id, body), onClose);
  return (
    <AskDialog
      title={`Cancel ${name}?`}
      action="Cancel the campaign"
      isDanger
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">No other host begins. This can not be taken back.</Content>
      {counts.underWay > 0 && (
        <FormGroup
          role="radiogroup"
          label={`The ${hostsInWords(counts.underWay)} under way`}
          fieldId="cancel-under-way"
          isStack
        >
          {UNDER_WAY.map(({ value, words, help }) => (
            <Radio
              key={value}
              id={`cancel-under-way-${value}`}
              name="cancel-under-way"
              label={words}
              description={help}
              isChecked={underWay === value}
              onChange={() => setUnderWay(value)}
            />
          ))}
        </FormGroup>
      )}
      {underWay === 'cancel' && (
        <Checkbox
          id="cancel-abort"
          label="Also ask Nova to abort the moves under way"
          description="An aborted instance goes on running where it is. One that Nova can no longer abort comes to its end."
          isChecked={abortRunning}
          onChange={(_event, on) => setAbort(on)}
        />
      )}
    </AskDialog>
  );
}
