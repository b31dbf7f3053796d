import { describe, expect, it } from 'vitest';
import { failureDetails, refusalOf } from './refusals.ts';

describe('a refusal at once', () => {
  it("goes by the cloud's message where that is known", () => {
    const said = refusalOf(400, 'compute1 is not on local storage: Block migration can not be used.');
    expect(said.nextStep).toBe('Choose Block Migration "automatic".');
  });

  it('goes by the status where the message is not known, and has words for every status', () => {
    expect(refusalOf(403, "Policy doesn't allow it").nextStep).toContain('role admin');
    expect(
      refusalOf(409, "Cannot 'os-migrateLive' instance while it is in vm_state stopped").reason,
    ).toContain('not in a state');
    expect(refusalOf(418, null).reason).toBe('The cloud refused the request with 418.');
  });
});

describe('the events of a failed action', () => {
  const general = {
    event: 'conductor_live_migrate_instance',
    result: 'Error',
    details: 'No valid host was found.',
  };
  const cpu = {
    event: 'compute_check_can_live_migrate_destination',
    result: 'Error',
    details: 'Migration pre-check error: Unacceptable CPU info.',
  };

  it('says what the hosts said, not what the conductor made of it, each once', () => {
    expect(failureDetails([general, cpu, { ...cpu, event: 'compute_check_can_live_migrate_source' }])).toBe(
      cpu.details,
    );
  });

  it('says what the conductor said where the hosts said nothing', () => {
    expect(failureDetails([general, { ...cpu, result: 'Success' }, { ...cpu, details: null }])).toBe(
      general.details,
    );
  });

  it('is null where nothing is told', () => {
    expect(failureDetails([])).toBeNull();
  });
});
