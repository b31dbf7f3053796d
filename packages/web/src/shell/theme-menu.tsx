import { MenuToggle, Select, SelectList, SelectOption } from '@patternfly/react-core';
import SystemIcon from '@patternfly/react-icons/dist/esm/icons/adjust-icon';
import DarkIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import LightIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { type ComponentType, useState } from 'react';
import { type Theme, useTheme } from '../theme.ts';

const THEMES: Readonly<Record<Theme, { words: string; Icon: ComponentType }>> = {
  system: { words: 'As the computer has it', Icon: SystemIcon },
  light: { words: 'Light', Icon: LightIcon },
  dark: { words: 'Dark', Icon: DarkIcon },
};

export function ThemeMenu() {
  const [theme, setTheme] = useTheme();
  const [isOpen, setOpen] = useState(false);
  const { words, Icon } = THEMES[theme];
  return (
    <Select
      isOpen={isOpen}
      onOpenChange={setOpen}
      selected={theme}
      onSelect={(_event, value) => {
        setTheme(value as Theme);
        setOpen(false);
      }}
      popperProps={{ position: 'right' }}
      shouldFocusToggleOnSelect
      toggle={(reference) => (
        <MenuToggle
          ref={reference}
          variant="plain"
          aria-label={`Colours: ${words}`}
          icon={<Icon />}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    >
      <SelectList aria-label="Colours">
        {(Object.keys(THEMES) as Theme[]).map((key) => (
          <SelectOption key={key} value={key}>
            {THEMES[key].words}
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}
