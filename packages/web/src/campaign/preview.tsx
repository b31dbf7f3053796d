import type { CampaignPreview, CampaignSettings } from '@evenkeel/contract';
import { Alert, Content, List, ListItem, Title } from '@patternfly/react-core';
import { LoadList } from '../maintenance/load-list.tsx';
import { instancesInWords } from '../run/run-words.ts';
import { hostsInWords } from './campaign-words.ts';
import { rowOfForecast } from './rows.ts';
import { Timeline } from './timeline.tsx';
import { dayAndTime, openingInWords } from './times.ts';

const OPENINGS_TOLD = 3;

interface PreviewProps {
  preview: CampaignPreview;
  settings: CampaignSettings;
  isStale: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

/** How the whole campaign would go on the cloud as it is now. Nothing has been sent. */
export function Preview({ preview, settings, isStale, now }: PreviewProps) {
  const { hosts, open, load } = preview;
  return (
    <div className={`evenkeel-stack ${isStale ? 'evenkeel-checking' : ''}`} aria-busy={isStale}>
      <Content component="p">{previewInWords(preview)}</Content>
      {settings.windows.length > 0 && (
        <div>
          <Content component="p">Hosts may begin, by your clock:</Content>
          <List aria-label="The next openings">
            {open.slice(0, OPENINGS_TOLD).map((one) => (
              <ListItem key={one.from}>{openingInWords(one)}</ListItem>
            ))}
          </List>
        </div>
      )}
      <Remarks preview={preview} attentionMinutes={settings.attentionMinutes} />
      <Timeline title="How it would go" rows={hosts.map(rowOfForecast)} open={open} now={now} />
      {load.length > 0 && (
        <>
          <Title headingLevel="h3">Load on the way</Title>
          <LoadList load={load} />
        </>
      )}
    </div>
  );
}

function previewInWords({ hosts, endsAt, beginsAt }: CampaignPreview): string {
  const moves = hosts.reduce((sum, host) => sum + host.moves, 0);
  const home = hosts.reduce((sum, host) => sum + host.movesHome, 0);
  const what = `${hostsInWords(hosts.length)}: ${instancesInWords(moves)} leave${home > 0 ? `, ${home} come home` : ''}.`;
  return `${what} The first host begins ${dayAndTime(beginsAt)}; as the cloud is now, the last ends about ${dayAndTime(endsAt)}.`;
}

function Remarks({ preview, attentionMinutes }: { preview: CampaignPreview; attentionMinutes: number }) {
  const { hosts, missing } = preview;
  const held = hosts.filter(({ blockers }) => blockers.length > 0);
  const away = hosts.flatMap((one) => one.away.map((blocker) => ({ ...blocker, of: one.host })));
  const remarks = hosts.flatMap((host) => host.remarks.map((remark) => ({ host: host.host, remark })));
  return (
    <>
      {missing > 0 && (
        <Alert
          isInline
          variant="warning"
          component="p"
          title={`${instancesInWords(missing)} ${missing === 1 ? 'needs' : 'need'} a choice below`}
        >
          Without one, the campaign waits for a person at that host, and counts it as failed after{' '}
          {attentionMinutes} min.
        </Alert>
      )}
      {held.length > 0 && (
        <Alert
          isInline
          variant="danger"
          component="p"
          title={`${hostsInWords(held.length)} could not be emptied now`}
        >
          <List>
            {held.flatMap(({ host, blockers }) =>
              blockers.map(({ instanceId, code, message, nextStep }) => (
                <ListItem key={`${host} ${instanceId} ${code}`}>
                  {host}: {message} {nextStep}
                </ListItem>
              )),
            )}
          </List>
        </Alert>
      )}
      {remarks.length > 0 && (
        <Alert isInline variant="warning" component="p" title="To be known beforehand">
          <List>
            {remarks.map(({ host, remark }) => (
              <ListItem key={`${host} ${remark}`}>{remark}</ListItem>
            ))}
          </List>
        </Alert>
      )}
      {away.length > 0 && (
        <Alert
          isInline
          variant="info"
          component="p"
          title={`${instancesInWords(away.length)} would not come home`}
        >
          <List>
            {away.map(({ of, instanceId, code, message }) => (
              <ListItem key={`${of} ${instanceId} ${code}`}>{message}</ListItem>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}
