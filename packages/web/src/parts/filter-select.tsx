import { FormSelect, FormSelectOption } from '@patternfly/react-core';

interface FilterSelectProps {
  label: string;
  /** The words of the choice that filters nothing. */
  any: string;
  value: string | undefined;
  options: readonly { value: string; words: string }[];
  onChange: (value: string | undefined) => void;
}

/** The browser's own select: the one that every keyboard, phone and screen reader knows. */
export function FilterSelect({ label, any, value, options, onChange }: FilterSelectProps) {
  const isKnown = value === undefined || options.some((option) => option.value === value);
  return (
    <FormSelect
      aria-label={label}
      value={value ?? ''}
      onChange={(_event, chosen) => onChange(chosen || undefined)}
      className="evenkeel-filter"
    >
      <FormSelectOption value="" label={any} />
      {!isKnown && <FormSelectOption value={value} label={value} />}
      {options.map((option) => (
        <FormSelectOption key={option.value} value={option.value} label={option.words} />
      ))}
    </FormSelect>
  );
}
