import { Button, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import '../audit/audit.css';
import '../history/history.css';
import { useWhyNot } from '../access/use-may.ts';
import { addressOf } from '../api/request.ts';
import { auditQuery } from '../audit/audit-queries.ts';
import { type AuditSearch, auditParametersOf } from '../audit/audit-search.ts';
import { AuditTable } from '../audit/audit-table.tsx';
import { VerifyCard } from '../audit/verify-card.tsx';
import { CursorPaging } from '../history/cursor-paging.tsx';
import { NoHistory } from '../history/no-history.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { useTyped } from '../parts/typed.ts';

/** Who did what. For administrators of everything. */
export function AuditPage() {
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const whyNot = useWhyNot()('read-audit', {});
  const { data, error, refetch } = useQuery({
    ...auditQuery(auditParametersOf(search)),
    enabled: whyNot === null,
  });
  const change = (part: Partial<AuditSearch>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...part }), replace: true });
  const { cursor: _cursor, ...filters } = search;
  const isFiltered = Object.keys(filters).length > 0;
  if (whyNot !== null)
    return (
      <PageFrame title="Audit" description={whyNot}>
        {null}
      </PageFrame>
    );
  return (
    <PageFrame
      title="Audit"
      description="Who asked for what, what was sent to a cloud, and what came of it. It is only ever added to."
    >
      <VerifyCard />
      <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
        <ToolbarContent>
          {FIELDS.map(({ name, label }) => (
            <ToolbarItem key={name} className="evenkeel-filter-item">
              <Filter label={label} value={search[name]} onChange={(value) => change({ [name]: value })} />
            </ToolbarItem>
          ))}
          {(['jsonl', 'csv'] as const).map((format) => (
            <ToolbarItem key={format}>
              <Button
                component="a"
                variant="link"
                href={addressOf('/audit/export', { ...filters, format })}
                download=""
              >
                {format === 'csv' ? 'Export CSV' : 'Export JSON lines'}
              </Button>
            </ToolbarItem>
          ))}
          <ToolbarItem>
            <Button variant="link" onClick={() => void refetch()}>
              Read again
            </Button>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {error && !data ? (
        <LoadFailure what="The audit" error={error} onRetry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <NoHistory
          what="entries"
          isFiltered={isFiltered}
          onClear={() => change({ who: undefined, action: undefined, subject: undefined })}
        />
      ) : (
        <>
          <AuditTable entries={data?.items} />
          <CursorPaging cursor={search.cursor} next={data?.nextCursor} shown={data?.items.length} />
        </>
      )}
    </PageFrame>
  );
}

const FIELDS = [
  { name: 'who', label: 'Who' },
  { name: 'action', label: 'Right or operation' },
  { name: 'subject', label: 'Id, name or request id' },
] as const;

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Filter({ label, value, onChange }: FilterProps) {
  const [text, setText] = useTyped(value ?? '', (typed) => onChange(typed || undefined));
  return (
    <SearchInput
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(_event, typed) => setText(typed)}
      onClear={() => setText('')}
    />
  );
}
