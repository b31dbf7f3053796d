import type { LoadDimension } from '@evenkeel/contract';
import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { DIMENSION_WORDS } from './balance-words.ts';

interface DimensionSelectProps {
  dimensions: readonly LoadDimension[];
  value: LoadDimension;
  onChange: (dimension: LoadDimension) => void;
}

/** By what the maps are coloured. */
export function DimensionSelect({ dimensions, value, onChange }: DimensionSelectProps) {
  return (
    <ToggleGroup aria-label="Coloured by">
      {dimensions.map((dimension) => (
        <ToggleGroupItem
          key={dimension}
          buttonId={`by-${dimension}`}
          text={DIMENSION_WORDS[dimension]}
          isSelected={dimension === value}
          onChange={() => onChange(dimension)}
        />
      ))}
    </ToggleGroup>
  );
}
