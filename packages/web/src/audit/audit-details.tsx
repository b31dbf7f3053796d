import type { AuditEntry } from '@evenkeel/contract';
import {
  CodeBlock,
  CodeBlockCode,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';

/** All that an entry says. */
export function AuditDetails({ entry }: { entry: AuditEntry }) {
  const { who, from, subject, why, requestId, cloudRequestIds, hash } = entry;
  return (
    <DescriptionList isCompact isHorizontal horizontalTermWidthModifier={{ default: '10rem' }}>
      <Fact term="Who">
        {who.name}, {VIA_WORDS[who.via]}
      </Fact>
      {from && <Fact term="From">{[from.address, from.userAgent].filter(Boolean).join(' · ')}</Fact>}
      <Fact term="Needs the right">{entry.action}</Fact>
      {subject?.id && (
        <Fact term="What">
          {subject.kind} {subject.id}
        </Fact>
      )}
      {subject?.providerId && <Fact term="Provider">{subject.providerId}</Fact>}
      {why && <Fact term="Why">{why}</Fact>}
      <Values term="Asked for" value={entry.request} />
      <Values term="Before" value={entry.before} />
      <Values term="After" value={entry.after} />
      <Fact term="Request id">{requestId}</Fact>
      {cloudRequestIds.length > 0 && <Fact term="In the cloud's logs">{cloudRequestIds.join(', ')}</Fact>}
      <Fact term="Hash">{hash}</Fact>
    </DescriptionList>
  );
}

const VIA_WORDS: Readonly<Record<AuditEntry['who']['via'], string>> = {
  session: 'signed in',
  token: 'by API token',
  'owner-token': "by the data directory's token",
  system: 'by itself',
  nobody: 'not signed in',
};

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription className="evenkeel-audit-value">{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function Values({ term, value }: { term: string; value: unknown }) {
  if (value == null || JSON.stringify(value) === '{}') return null;
  return (
    <Fact term={term}>
      <CodeBlock>
        <CodeBlockCode>{JSON.stringify(value, null, 2)}</CodeBlockCode>
      </CodeBlock>
    </Fact>
  );
}
