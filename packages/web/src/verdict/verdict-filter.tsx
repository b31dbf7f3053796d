import {
  SearchInput,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';

export interface ShownVerdicts {
  onlyAble: boolean;
  /** Part of a host's name or zone. */
  text: string;
}

/** From here on nobody finds a host by looking. */
const FEWEST_TO_SEARCH = 20;

interface VerdictFilterProps {
  count: number;
  /** How many of them could take it. */
  able: number;
  shown: ShownVerdicts;
  onChange: (shown: ShownVerdicts) => void;
}

export function VerdictFilter({ count, able, shown, onChange }: VerdictFilterProps) {
  return (
    <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
      <ToolbarContent>
        <ToolbarItem>
          <ToggleGroup aria-label="Which hosts are shown" isCompact>
            <ToggleGroupItem
              buttonId="verdicts-all"
              text={`All ${count}`}
              isSelected={!shown.onlyAble}
              onChange={() => onChange({ ...shown, onlyAble: false })}
            />
            <ToggleGroupItem
              buttonId="verdicts-able"
              text={`Could take it: ${able}`}
              isSelected={shown.onlyAble}
              onChange={() => onChange({ ...shown, onlyAble: true })}
            />
          </ToggleGroup>
        </ToolbarItem>
        {count > FEWEST_TO_SEARCH && (
          <ToolbarItem className="evenkeel-search">
            <SearchInput
              aria-label="Search the hosts"
              placeholder="Host or zone"
              value={shown.text}
              onChange={(_event, text) => onChange({ ...shown, text })}
              onClear={() => onChange({ ...shown, text: '' })}
            />
          </ToolbarItem>
        )}
      </ToolbarContent>
    </Toolbar>
  );
}
