import { DEFAULT_PROVIDER_LIMITS, ProviderLimits } from '@evenkeel/contract';
import { expect, it } from 'vitest';
import { LIMIT_FIELDS, limitsDraftOf, limitsOf, wrongLimits } from './limits-draft.ts';

const usual = limitsDraftOf(DEFAULT_PROVIDER_LIMITS);

it('sends back what it was given', () => {
  expect(limitsOf(usual)).toEqual(DEFAULT_PROVIDER_LIMITS);
  expect(wrongLimits(usual)).toEqual({});
});

it.each(['', ' ', 'two', '-1', '1e9', '100000', '1.5', '0', '0.01', '100', '1000'])(
  'says of %j in each field what the contract says',
  (typed) => {
    for (const { name } of LIMIT_FIELDS) {
      const draft = { ...usual, [name]: typed };
      const fits = typed.trim() !== '' && ProviderLimits.safeParse(limitsOf(draft)).success;
      expect([name, wrongLimits(draft)[name] === undefined]).toEqual([name, fits]);
    }
  },
);
