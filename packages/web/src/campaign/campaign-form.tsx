import {
  ActionGroup,
  Button,
  Content,
  Form,
  FormAlert,
  FormGroup,
  FormSection,
  Skeleton,
  TextInput,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { MayButton } from '../access/may-button.tsx';
import { campaignPreviewQuery } from '../api/queries.ts';
import '../maintenance/maintenance.css';
import { StayChoices } from '../maintenance/stay-choices.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { useNow } from '../parts/use-now.ts';
import { useSettled } from '../parts/use-settled.ts';
import './campaign.css';
import { hostsInWords } from './campaign-words.ts';
import { type CampaignDraft, requestOf } from './draft.ts';
import { FormHosts } from './form-hosts.tsx';
import { FormOutside } from './form-outside.tsx';
import { FormPace } from './form-pace.tsx';
import { FormWindows } from './form-windows.tsx';
import { Preview } from './preview.tsx';
import { dayAndTime } from './times.ts';
import { useCampaignStart } from './use-campaign-start.ts';
import { chosen, useCampaignStays } from './use-campaign-stays.ts';

const CHOOSE_FIRST = 'Choose the hosts first, and what is done with them.';

interface CampaignFormProps {
  initial: CampaignDraft;
  onCancel: () => void;
}

/** What is wanted, then how it would go, then the choices, and only then the button that sends something. */
export function CampaignForm({ initial, onCancel }: CampaignFormProps) {
  const [draft, setDraft] = useState(initial);
  const now = useNow();
  const start = useCampaignStart();
  const change = (part: Partial<CampaignDraft>) => setDraft((before) => ({ ...before, ...part }));
  const changeSettings = (part: Partial<CampaignDraft['settings']>) =>
    setDraft((before) => ({ ...before, settings: { ...before.settings, ...part } }));
  const wanted = requestOf(draft);
  const settled = useSettled(wanted);
  const query = useQuery({
    ...campaignPreviewQuery(settled ?? { providerId: '', of: { hosts: [] }, settings: draft.settings }),
    enabled: settled !== null && !start.isSent,
  });
  const preview = wanted === null ? undefined : query.data;
  const isStale = query.isPlaceholderData || JSON.stringify(wanted) !== JSON.stringify(settled);
  const { settings } = draft;
  const stays = useCampaignStays(preview, settings.choices);
  const isNamed = draft.name.trim() !== '';
  const isReady = preview !== undefined && !isStale && !query.error && isNamed;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    start.send({
      name: draft.name.trim(),
      reason: draft.reason.trim(),
      providerId: draft.providerId,
      hosts: preview.hosts.map(({ host }) => host),
      settings,
    });
  };
  return (
    <Form onSubmit={send} aria-label="New campaign">
      {start.error && (
        <FormAlert>
          <CommandFailure title="Nothing was begun" error={start.error} />
        </FormAlert>
      )}
      <FormSection title="Hosts" titleElement="h2">
        <FormHosts draft={draft} onChange={change} />
      </FormSection>
      <FormSection title="Pace" titleElement="h2">
        <FormPace settings={settings} onChange={changeSettings} />
      </FormSection>
      <FormSection title="Work outside" titleElement="h2">
        <FormOutside settings={settings} onChange={changeSettings} />
      </FormSection>
      <FormSection title="Windows" titleElement="h2">
        <FormWindows settings={settings} onChange={changeSettings} />
      </FormSection>
      <FormSection title="How it would go" titleElement="h2">
        {query.error && <CommandFailure title="It can not be told how it would go" error={query.error} />}
        {wanted === null ? (
          <Content component="p">{CHOOSE_FIRST}</Content>
        ) : preview === undefined ? (
          !query.error && <Skeleton height="12rem" screenreaderText="The campaign is being simulated" />
        ) : (
          <Preview preview={preview} settings={settings} isStale={isStale} now={now} />
        )}
      </FormSection>
      {stays.length > 0 && (
        <StayChoices
          kind="drain"
          stays={stays}
          namesHosts
          blockers={preview?.hosts.flatMap(({ blockers }) => blockers) ?? []}
          others={settings.choices.others}
          onChoose={(id, choice) => changeSettings({ choices: chosen(settings.choices, id, choice) })}
          onOthers={(others) => changeSettings({ choices: { ...settings.choices, others } })}
        />
      )}
      <FormGroup label="Reason" fieldId="campaign-reason">
        <TextInput
          id="campaign-reason"
          value={draft.reason}
          maxLength={150}
          placeholder="for those who find a host disabled: it stands in Nova too"
          onChange={(_event, reason) => change({ reason })}
        />
      </FormGroup>
      <ActionGroup className="evenkeel-form-actions">
        <MayButton
          action="maintain"
          at={{ providerId: draft.providerId || undefined }}
          type="submit"
          isLoading={start.isSent}
          isDisabled={start.isSent || !isReady}
        >
          Begin the campaign
        </MayButton>
        <Button variant="link" onClick={onCancel}>
          Cancel
        </Button>
        <span role="status" className="evenkeel-muted evenkeel-submit-note">
          {noteOn()}
        </span>
      </ActionGroup>
    </Form>
  );

  function noteOn(): string {
    if (wanted === null) return CHOOSE_FIRST;
    if (query.error) return 'It can not be begun: the reason stands above.';
    if (preview === undefined || isStale) return 'It is being simulated.';
    if (!isNamed) return 'It needs a name.';
    return `Nothing has been sent yet. ${hostsInWords(preview.hosts.length)}, until about ${dayAndTime(preview.endsAt)}.`;
  }
}
