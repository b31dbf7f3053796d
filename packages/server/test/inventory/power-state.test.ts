import { PowerState } from '@evenkeel/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerStateOf } from '../../src/inventory/power-state.ts';

const server = (status: string, powerState: number | null = 1, taskState: string | null = null) => ({
  status,
  powerState,
  taskState,
  partial: false,
});

describe('the power state', () => {
  it.each([
    ['ACTIVE and running', server('ACTIVE', 1), 'on'],
    ['ACTIVE, power not shown', server('ACTIVE', null), 'on'],
    ['ACTIVE, but the guest has shut itself down', server('ACTIVE', 4), 'off'],
    ['ACTIVE, but the guest crashed', server('ACTIVE', 6), 'error'],
    ['ACTIVE, but the hypervisor does not know', server('ACTIVE', 0), 'unknown'],
    ['MIGRATING', server('MIGRATING', 1, 'migrating'), 'migrating'],
    ['PAUSED and migrating', server('PAUSED', 3, 'migrating'), 'migrating'],
    ['rebooting, soft', server('REBOOT', 1, 'rebooting'), 'rebooting'],
    ['rebooting, hard', server('HARD_REBOOT', 1, 'reboot_started_hard'), 'rebooting'],
    ['BUILD', server('BUILD', 0, 'spawning'), 'building'],
    ['SHUTOFF', server('SHUTOFF', 4), 'off'],
    ['PAUSED', server('PAUSED', 3), 'paused'],
    ['SUSPENDED', server('SUSPENDED', 4), 'suspended'],
    ['SHELVED_OFFLOADED', server('SHELVED_OFFLOADED', 4), 'shelved'],
    ['ERROR while the guest runs', server('ERROR', 1), 'error'],
    ['RESCUE', server('RESCUE', 1), 'on'],
    ['VERIFY_RESIZE', server('VERIFY_RESIZE', 1), 'on'],
    ['a word that Nova may invent, off', server('NEW_WORD', 4), 'off'],
    ['a word that every object knows', server('valueOf', 1), 'on'],
    ['a down cell', { ...server('UNKNOWN', null), partial: true }, 'unknown'],
  ] as const)('of %s', (_, given, expected) => {
    expect(powerStateOf(given)).toBe(expected);
  });

  it('is always one of the words of the contract, and migrating whenever Nova migrates', () => {
    const any = fc.record({
      status: fc.oneof(fc.constantFrom('ACTIVE', 'MIGRATING', 'ERROR', 'SHUTOFF', 'RESIZE'), fc.string()),
      taskState: fc.option(fc.oneof(fc.constantFrom('migrating', 'rebooting', 'deleting'), fc.string())),
      powerState: fc.option(fc.integer({ min: -1, max: 9 })),
      partial: fc.constant(false),
    });
    fc.assert(
      fc.property(any, (given) => {
        const state = powerStateOf(given);
        expect(PowerState.options).toContain(state);
        const migrates = given.status === 'MIGRATING' || given.taskState === 'migrating';
        expect(state === 'migrating').toBe(migrates);
      }),
    );
  });
});
