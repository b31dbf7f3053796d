import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percentDone } from './progress.ts';

it('stays within 0 and 100 whatever Nova reports, and is null before it reports', () => {
  const bytes = fc.option(fc.nat());
  fc.assert(
    fc.property(
      bytes,
      bytes,
      bytes,
      bytes,
      (memoryTotalBytes, memoryRemainingBytes, diskTotalBytes, diskRemainingBytes) => {
        const percent = percentDone({
          memoryTotalBytes,
          memoryRemainingBytes,
          diskTotalBytes,
          diskRemainingBytes,
        });
        if ((memoryTotalBytes ?? 0) + (diskTotalBytes ?? 0) === 0) expect(percent).toBeNull();
        else {
          expect(percent).toBeGreaterThanOrEqual(0);
          expect(percent).toBeLessThanOrEqual(100);
        }
      },
    ),
  );
});

it('counts what remains: 200,589,312 of 268,967,936 bytes left is 25 %', () => {
  const disk = { diskTotalBytes: 0, diskRemainingBytes: 0 };
  expect(percentDone({ memoryTotalBytes: 268_967_936, memoryRemainingBytes: 200_589_312, ...disk })).toBe(25);
});

it('is not done when the disks are copied and the memory is still to come', () => {
  const disk = { diskTotalBytes: 1_000, diskRemainingBytes: 0 };
  expect(percentDone({ memoryTotalBytes: 0, memoryRemainingBytes: 0, ...disk })).toBe(99);
});
