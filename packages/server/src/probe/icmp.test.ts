import { expect, it } from 'vitest';
import { PingReader, readPingLine } from './icmp.ts';

it('reads what iputils ping writes with -D -O', () => {
  const answer = '[1732451234.500000] 64 bytes from 192.0.2.7: icmp_seq=12 ttl=64 time=2.50 ms';
  expect(readPingLine(answer)).toEqual({
    number: 12,
    sentMs: 1732451234497.5,
    answeredMs: 1732451234500,
  });
  const silence = '[1732451234.500000] no answer yet for icmp_seq=13';
  expect(readPingLine(silence)).toEqual({ number: 13, sentMs: 1732451234450, answeredMs: null });
  const refused = '[1732451234.500000] From 192.0.2.1 icmp_seq=14 Destination Host Unreachable';
  expect(readPingLine(refused)).toMatchObject({ number: 14, answeredMs: null });
  const v6 = '[1732451234.500000] 64 bytes from 2001:db8::7: icmp_seq=1 ttl=64 time<1 ms';
  expect(readPingLine(v6)).toMatchObject({ number: 1, answeredMs: 1732451234500 });
  expect(readPingLine('PING 192.0.2.7 (192.0.2.7) 56(84) bytes of data.')).toBeNull();
});

it('counts a gap from attempts that ping said nothing of', () => {
  const reader = new PingReader();
  const answer = (number: number) =>
    reader.read(
      `[${(1000 + number * 0.05).toFixed(6)}] 64 bytes from 192.0.2.7: icmp_seq=${number} ttl=64 time=1.00 ms`,
    );
  for (const number of [1, 2, 3, 10, 11, 12]) answer(number);
  reader.tally.expire(Number.POSITIVE_INFINITY);
  const { sent, lost, gap } = reader.tally.figures();
  expect({ sent, lost }).toEqual({ sent: 12, lost: 6 });
  expect(gap?.lost).toBe(6);
  expect(gap?.leastMs).toBeCloseTo(250, 3);
  expect(gap?.mostMs).toBeCloseTo(350, 3);
  expect(gap?.atMs).toBeCloseTo(1_000_199, 3);
});
