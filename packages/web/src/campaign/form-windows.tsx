import type { CampaignWindow } from '@evenkeel/contract';
import {
  Button,
  Content,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  TextInput,
} from '@patternfly/react-core';
import type { SettingsProps } from './form-pace.tsx';
import { NumberField } from './number-field.tsx';
import { cronOf, DAYS, openingOf } from './windows.ts';

const BY_CRON = 'cron';
const HOUR = 60;
const MOST_WINDOWS = 20;
const MOST_HOURS = 168;

const newWindow = (): CampaignWindow => ({
  cron: cronOf({ days: '1-5', time: '22:00' }),
  minutes: 6 * HOUR,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

/** The times in which hosts may begin. What is under way when a window closes goes on. */
export function FormWindows({ settings: { windows }, onChange }: SettingsProps) {
  const put = (place: number, part: Partial<CampaignWindow>) =>
    onChange({ windows: windows.map((one, index) => (index === place ? { ...one, ...part } : one)) });
  return (
    <>
      <Content component="p">
        {windows.length === 0
          ? 'Hosts begin at any time.'
          : 'Hosts begin while a window is open. What is under way when it closes goes on to its end.'}
      </Content>
      {windows.map((window, place) => (
        <WindowFields
          // Windows have no names; they are only added at the end and taken out.
          key={place}
          place={place}
          window={window}
          onChange={(part) => put(place, part)}
          onRemove={() => onChange({ windows: windows.filter((_one, index) => index !== place) })}
        />
      ))}
      {windows.length < MOST_WINDOWS && (
        <div>
          <Button variant="secondary" onClick={() => onChange({ windows: [...windows, newWindow()] })}>
            Add a window
          </Button>
        </div>
      )}
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

interface WindowFieldsProps {
  place: number;
  window: CampaignWindow;
  onChange: (part: Partial<CampaignWindow>) => void;
  onRemove: () => void;
}

function WindowFields({ place, window, onChange, onRemove }: WindowFieldsProps) {
  const opening = openingOf(window.cron);
  const id = `window-${place}`;
  return (
    <div className="evenkeel-window evenkeel-stack" role="group" aria-label={`Window ${place + 1}`}>
      <div className="evenkeel-fields">
        <FormGroup label="Days" fieldId={`${id}-days`}>
          <FormSelect
            id={`${id}-days`}
            value={opening?.days ?? BY_CRON}
            onChange={(_event, days) =>
              onChange({
                cron: days === BY_CRON ? '0 22 1 * *' : cronOf({ days, time: opening?.time ?? '22:00' }),
              })
            }
          >
            {DAYS.map(({ value, words }) => (
              <FormSelectOption key={value} value={value} label={words} />
            ))}
            <FormSelectOption value={BY_CRON} label="By a cron expression" />
          </FormSelect>
        </FormGroup>
        {opening === null ? (
          <FormGroup label="Cron expression" fieldId={`${id}-cron`}>
            <TextInput
              id={`${id}-cron`}
              value={window.cron}
              maxLength={100}
              aria-describedby={`${id}-cron-help`}
              onChange={(_event, cron) => onChange({ cron })}
            />
            <FormHelperText>
              <HelperText>
                <HelperTextItem id={`${id}-cron-help`}>
                  Minute, hour, day of the month, month, day of the week.
                </HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
        ) : (
          <FormGroup label="Opens at" fieldId={`${id}-time`}>
            <TextInput
              id={`${id}-time`}
              type="time"
              value={opening.time}
              onChange={(_event, time) => time && onChange({ cron: cronOf({ days: opening.days, time }) })}
            />
          </FormGroup>
        )}
        <NumberField
          id={`${id}-hours`}
          label="Stays open for (hours)"
          value={Math.max(1, Math.round(window.minutes / HOUR))}
          most={MOST_HOURS}
          onChange={(hours) => hours !== null && onChange({ minutes: hours * HOUR })}
        />
        <FormGroup label="Time zone" fieldId={`${id}-zone`}>
          <TextInput
            id={`${id}-zone`}
            list="time-zones"
            value={window.timeZone}
            maxLength={64}
            onChange={(_event, timeZone) => onChange({ timeZone })}
          />
        </FormGroup>
      </div>
      <div>
        <Button variant="link" isInline onClick={onRemove} aria-label={`Leave out window ${place + 1}`}>
          Leave it out
        </Button>
      </div>
    </div>
  );
}
