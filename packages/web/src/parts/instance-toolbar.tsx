import {
  Button,
  SearchInput,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import ListIcon from '@patternfly/react-icons/dist/esm/icons/list-icon';
import GridIcon from '@patternfly/react-icons/dist/esm/icons/th-icon';
import TileIcon from '@patternfly/react-icons/dist/esm/icons/th-large-icon';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { hostsQuery } from '../api/queries.ts';
import { type InstanceListSearch, type InstanceView, POWER_STATES } from '../search.ts';
import { ColumnManager } from './column-manager.tsx';
import { FilterSelect } from './filter-select.tsx';
import { type InstanceColumn, rememberColumns } from './instance-columns.tsx';
import { InstancePaging } from './instance-paging.tsx';
import { LifecycleMenu } from './lifecycle-menu.tsx';
import { powerStateWords } from './power-state.tsx';
import { useSelection } from './selection.tsx';
import { useTyped } from './typed.ts';

const VIEWS: readonly { view: InstanceView; words: string; Icon: ComponentType }[] = [
  { view: 'list', words: 'List view', Icon: ListIcon },
  { view: 'grid', words: 'Grid view', Icon: GridIcon },
  { view: 'tile', words: 'Tile view', Icon: TileIcon },
];

interface InstanceToolbarProps {
  search: InstanceListSearch;
  total: number | undefined;
  columns: readonly InstanceColumn[];
  onChange: (part: Partial<InstanceListSearch>, options?: { replace: boolean }) => void;
}

export function InstanceToolbar({ search, total, columns, onChange }: InstanceToolbarProps) {
  const selection = useSelection();
  const { data: hosts } = useQuery(hostsQuery);
  const [text, setText] = useTyped(search.search ?? '', (typed) =>
    onChange({ search: typed || undefined }, { replace: true }),
  );
  const hostNames = (hosts ?? [])
    .filter(({ providerId }) => search.provider === undefined || providerId === search.provider)
    .map(({ name }) => name);
  const { length } = selection.selected;
  return (
    <Toolbar className="evenkeel-toolbar" inset={{ default: 'insetNone' }}>
      <ToolbarContent>
        <ToolbarItem>
          <LifecycleMenu selected={selection.selected} />
        </ToolbarItem>
        <ToolbarItem className="evenkeel-search">
          <SearchInput
            aria-label="Search instances"
            placeholder="Name, id, address, host or project"
            value={text}
            onChange={(_event, value) => setText(value)}
            onClear={() => setText('')}
          />
        </ToolbarItem>
        <ToolbarItem className="evenkeel-filter-item">
          <FilterSelect
            label="Power state"
            any="Any power state"
            value={search.powerState}
            options={POWER_STATES.map((state) => ({ value: state, words: powerStateWords(state) }))}
            onChange={(powerState) =>
              onChange({ powerState: powerState as InstanceListSearch['powerState'] })
            }
          />
        </ToolbarItem>
        <ToolbarItem className="evenkeel-filter-item">
          <FilterSelect
            label="Host"
            any="Any host"
            value={search.host}
            options={[...new Set(hostNames)].sort().map((name) => ({ value: name, words: name }))}
            onChange={(host) => onChange({ host })}
          />
        </ToolbarItem>
      </ToolbarContent>
      <ToolbarContent alignItems="center">
        <ToolbarItem className="evenkeel-count">
          <span role="status">{length === 0 ? 'None selected' : `${length} selected`}</span>
          {length > 0 && (
            <Button variant="link" isInline onClick={selection.clear}>
              Clear selection
            </Button>
          )}
        </ToolbarItem>
        <ToolbarGroup align={{ default: 'alignEnd' }} alignItems="center" gap={{ default: 'gapSm' }}>
          <ToolbarItem variant="pagination" visibility={{ default: 'hidden', md: 'visible' }}>
            <InstancePaging search={search} total={total} onChange={onChange} isCompact />
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label="View">
              {VIEWS.map(({ view, words, Icon }) => (
                <ToggleGroupItem
                  key={view}
                  icon={<Icon />}
                  aria-label={words}
                  isSelected={(search.view ?? 'list') === view}
                  onChange={() => onChange({ view: view === 'list' ? undefined : view, page: search.page })}
                />
              ))}
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <ColumnManager
              columns={columns}
              onChange={(keys) => onChange({ columns: rememberColumns(keys), page: search.page })}
            />
          </ToolbarItem>
        </ToolbarGroup>
      </ToolbarContent>
    </Toolbar>
  );
}
