import {
  Button,
  Label,
  LabelGroup,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import FilterIcon from '@patternfly/react-icons/dist/esm/icons/filter-icon';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { providersQuery } from '../api/queries.ts';
import { useTyped } from '../parts/typed.ts';
import { filtersInWords } from './filter-words.ts';
import type { HistorySearch } from './history-search.ts';
import { MoreFilters } from './more-filters.tsx';

export interface HistoryToolbarProps {
  search: HistorySearch;
  /** What each filter of this list reads as; `state`, `outcome` or `status`, as the list knows them. */
  chooser: ReactNode;
  actions?: ReactNode;
  onChange: (part: Partial<HistorySearch>, options?: { replace: boolean }) => void;
  onClear: () => void;
}

/** Search and filters; those that hold stand below in words, and each can be taken off. */
export function HistoryToolbar({ search, chooser, actions, onChange, onClear }: HistoryToolbarProps) {
  const [isOpen, setOpen] = useState(false);
  const panelId = useId();
  const { data: providers } = useQuery(providersQuery);
  const [text, setText] = useTyped(search.search ?? '', (typed) =>
    onChange({ search: typed || undefined }, { replace: true }),
  );
  const inWords = filtersInWords(search, providers ?? []);
  return (
    <>
      <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
        <ToolbarContent>
          <ToolbarItem className="evenkeel-search">
            <SearchInput
              aria-label="Search migrations"
              placeholder="Instance, host, id or what was said"
              value={text}
              onChange={(_event, value) => setText(value)}
              onClear={() => setText('')}
            />
          </ToolbarItem>
          <ToolbarItem className="evenkeel-filter-item">{chooser}</ToolbarItem>
          <ToolbarItem>
            <Button
              variant="secondary"
              icon={<FilterIcon />}
              aria-expanded={isOpen}
              aria-controls={panelId}
              onClick={() => setOpen(!isOpen)}
            >
              More filters
            </Button>
          </ToolbarItem>
          {actions && <ToolbarGroup align={{ default: 'alignEnd' }}>{actions}</ToolbarGroup>}
        </ToolbarContent>
      </Toolbar>
      <div id={panelId} hidden={!isOpen}>
        {isOpen && <MoreFilters search={search} onChange={onChange} />}
      </div>
      {inWords.length > 0 && (
        <div className="evenkeel-filters-held">
          <LabelGroup categoryName="Shown" numLabels={20} aria-label="Filters that hold">
            {inWords.map(({ key, words }) => (
              <Label
                key={key}
                variant="outline"
                closeBtnAriaLabel={`Take off ${words}`}
                onClose={() => onChange({ [key]: undefined })}
              >
                {words}
              </Label>
            ))}
          </LabelGroup>
          <Button variant="link" isInline onClick={onClear}>
            Clear filters
          </Button>
        </div>
      )}
    </>
  );
}
