import type { Provider } from '@evenkeel/contract';
import { Icon, Label, type LabelProps } from '@patternfly/react-core';
import GoodIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import DownIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import SlowIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import UnknownIcon from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';

type Health = Provider['health'];

const STATUS: Readonly<Record<Health, NonNullable<LabelProps['status']>>> = {
  unknown: 'info',
  ok: 'success',
  slow: 'warning',
  down: 'danger',
  refused: 'danger',
};
const WORDS: Readonly<Record<Health, string>> = {
  unknown: 'Not yet seen',
  ok: 'Good',
  slow: 'Slow',
  down: 'Down',
  refused: 'Sign-in refused',
};

export function HealthLabel({ provider }: { provider: Provider }) {
  return <Label status={STATUS[provider.health]}>{WORDS[provider.health]}</Label>;
}

/** Small, for the accordion: its words are for those who do not see the colour. */
export function HealthIcon({ provider }: { provider: Provider }) {
  const Mark = {
    success: GoodIcon,
    warning: SlowIcon,
    danger: DownIcon,
    info: UnknownIcon,
    custom: UnknownIcon,
  };
  const Chosen = Mark[STATUS[provider.health]];
  const words = provider.healthMessage ?? WORDS[provider.health];
  return (
    <span title={words}>
      <Icon status={STATUS[provider.health]} isInline>
        <Chosen role="img" aria-hidden={false} aria-label={`Health: ${words}`} />
      </Icon>
    </span>
  );
}
