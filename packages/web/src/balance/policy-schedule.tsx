import type { BalanceSettings } from '@evenkeel/contract';
import {
  Alert,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Radio,
  TextInput,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { NumberField } from '../campaign/number-field.tsx';
import { dayAndTime } from '../campaign/times.ts';
import { useSettled } from '../parts/use-settled.ts';
import { MODE_WORDS } from './balance-words.ts';
import { quietHoursInWords, quietHoursOf } from './policy-draft.ts';
import type { SettingsProps } from './policy-goal.tsx';
import { timesQuery } from './queries.ts';

/** Whether it acts by itself, and when. */
export function PolicySchedule({ settings, onChange }: SettingsProps) {
  const { mode, schedule, timeZone, holdMinutes, quietHours } = settings;
  const [quiet, setQuiet] = useState(quietHoursInWords(quietHours));
  const isWrong = quietHoursOf(quiet) === null;
  return (
    <>
      <FormGroup role="radiogroup" label="Mode" fieldId="policy-mode">
        {(Object.keys(MODE_WORDS) as BalanceSettings['mode'][]).map((one) => (
          <Radio
            key={one}
            id={`mode-${one}`}
            name="policy-mode"
            label={MODE_WORDS[one].words}
            description={MODE_WORDS[one].help}
            isChecked={mode === one}
            onChange={() =>
              onChange({ mode: one, schedule: one === 'manual' ? null : (schedule ?? '0 3 * * *') })
            }
          />
        ))}
      </FormGroup>
      {mode === 'automatic' && (
        <Alert
          isInline
          variant="warning"
          component="p"
          title="Instances are migrated with nobody looking: when a plan was worth it for long enough, its run begins by itself"
        />
      )}
      {mode !== 'manual' && (
        <>
          <div className="evenkeel-fields">
            <FormGroup label="Looks at (cron)" fieldId="policy-schedule">
              <TextInput
                id="policy-schedule"
                value={schedule ?? ''}
                maxLength={100}
                onChange={(_event, typed) => onChange({ schedule: typed })}
              />
              <FormHelperText>
                <HelperText>
                  <HelperTextItem>Minute, hour, day of the month, month, day of the week.</HelperTextItem>
                </HelperText>
              </FormHelperText>
            </FormGroup>
            <FormGroup label="Time zone" fieldId="policy-zone">
              <TextInput
                id="policy-zone"
                value={timeZone}
                maxLength={100}
                onChange={(_event, typed) => onChange({ timeZone: typed })}
              />
            </FormGroup>
            {mode === 'automatic' && (
              <NumberField
                id="policy-hold"
                label="Worth it at every look for (minutes)"
                value={holdMinutes}
                least={0}
                most={10_000}
                onChange={(minutes) => minutes !== null && onChange({ holdMinutes: minutes })}
              />
            )}
            <FormGroup label="Quiet hours" fieldId="policy-quiet">
              <TextInput
                id="policy-quiet"
                value={quiet}
                placeholder="22:00-06:00"
                validated={isWrong ? 'error' : 'default'}
                onChange={(_event, typed) => {
                  setQuiet(typed);
                  const hours = quietHoursOf(typed);
                  if (hours) onChange({ quietHours: hours });
                }}
              />
              <FormHelperText>
                <HelperText>
                  <HelperTextItem variant={isWrong ? 'error' : 'default'}>
                    {isWrong
                      ? 'This is no span of hours, such as 22:00-06:00; the last one that was holds.'
                      : 'Nothing begins by itself in them.'}
                  </HelperTextItem>
                </HelperText>
              </FormHelperText>
            </FormGroup>
          </div>
          <NextTimes schedule={schedule ?? ''} timeZone={timeZone} />
        </>
      )}
    </>
  );
}

function NextTimes({ schedule, timeZone }: { schedule: string; timeZone: string }) {
  const settled = useSettled({ schedule, timeZone });
  const { data, error } = useQuery({
    ...timesQuery(settled.schedule, settled.timeZone),
    enabled: settled.schedule !== '' && settled.timeZone !== '',
  });
  return (
    <p role="status">
      {error
        ? error.message
        : data
          ? `It looks next on ${data.next.map((at) => dayAndTime(at, settled.timeZone)).join('; then ')} (${settled.timeZone}).`
          : 'It needs a schedule and a time zone.'}
    </p>
  );
}
