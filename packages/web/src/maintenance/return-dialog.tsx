import type { MaintenanceDetail, NamedOutsideStep, ReadinessCheck, ReturnPreview } from '@evenkeel/contract';
import { Alert, Content, FormGroup, List, ListItem, Radio, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { returnHost } from '../api/commands.ts';
import { returnPreviewQuery } from '../api/queries.ts';
import { LoadFailure } from '../parts/trouble.tsx';
import { instancesInWords } from '../run/run-words.ts';
import { AskDialog } from './ask-dialog.tsx';
import { BlockerList } from './blocker-list.tsx';
import { secondsInWords } from './maintenance-words.ts';
import { ReadyCheckSelect } from './ready-check-select.tsx';
import { StepsTable } from './steps-table.tsx';
import { useChange } from './use-change.ts';

interface ReturnDialogProps {
  maintenance: MaintenanceDetail;
  onClose: () => void;
}

/** What a return would do, then whether the instances come home, then the press. */
export function ReturnDialog({ maintenance, onClose }: ReturnDialogProps) {
  const { id, providerId, host } = maintenance;
  const [bringBack, setBringBack] = useState(false);
  const [readyCheck, setReadyCheck] = useState<NamedOutsideStep | null>(null);
  const { data: preview, error, refetch } = useQuery(returnPreviewQuery(id, readyCheck));
  const change = useChange(() => returnHost(id, { bringBack, readyCheck }), onClose);
  return (
    <AskDialog
      title={`Return ${host}?`}
      action={bringBack ? 'Return it and bring them home' : 'Return it'}
      size="large"
      isPending={change.isPending}
      isDisabled={preview === undefined}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      {error && !preview ? (
        <LoadFailure what="What a return would do" error={error} onRetry={() => void refetch()} />
      ) : preview === undefined ? (
        <Skeleton height="10rem" screenreaderText="The cloud is being asked" />
      ) : (
        <>
          <Checks preview={preview} />
          <ReadyCheckSelect chosen={readyCheck} onChoose={setReadyCheck} />
          <FormGroup role="radiogroup" label="Its instances" fieldId="bring-back">
            <Radio
              id="bring-back-no"
              name="bring-back"
              label="Leave them where they are"
              isChecked={!bringBack}
              onChange={() => setBringBack(false)}
            />
            <Radio
              id="bring-back-yes"
              name="bring-back"
              label={homeInWords(preview)}
              isDisabled={preview.moves.length === 0}
              isChecked={bringBack}
              onChange={() => setBringBack(true)}
            />
          </FormGroup>
          {bringBack && (
            <StepsTable title="What comes home" providerId={providerId} moves={preview.moves} load={[]} />
          )}
          {preview.blockers.length > 0 && (
            <Alert isInline variant="warning" component="p" title="These do not come home">
              <BlockerList blockers={preview.blockers} />
            </Alert>
          )}
        </>
      )}
    </AskDialog>
  );
}

function Checks({ preview: { checks, service } }: { preview: ReturnPreview }) {
  const shut = checks.filter(({ ok }) => ok === false);
  return (
    <>
      {shut.length > 0 && (
        <Alert
          isInline
          variant="warning"
          component="p"
          title="It is not ready yet: a return waits until it is, and says what is missing"
        />
      )}
      <List aria-label="What was looked at">
        {checks.map(({ name, ok, message }) => (
          <ListItem key={name}>
            {standingInWords(ok)}
            {message}
          </ListItem>
        ))}
      </List>
      <Content component="p">{service}</Content>
    </>
  );
}

function standingInWords(ok: ReadinessCheck['ok']): string {
  if (ok === null) return 'Before it is used again: ';
  return ok ? 'Ready: ' : 'Not ready: ';
}

function homeInWords({ moves, seconds }: ReturnPreview): string {
  if (moves.length === 0) return 'Bring them home: there is nothing that can come';
  const time = secondsInWords(seconds);
  return `Bring ${instancesInWords(moves.length)} home${time ? `, ${time}` : ''}`;
}
