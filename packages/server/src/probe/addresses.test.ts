import { expect, it } from 'vitest';
import { addressesToTry } from './addresses.ts';

it('tries the instance’s own addresses, and one that was named only when it is among them', () => {
  const own = ['192.0.2.7', '2001:db8::7'];
  expect(addressesToTry(own, null, false)).toEqual(own);
  expect(addressesToTry(own, '2001:db8::7', false)).toEqual(['2001:db8::7']);
  expect(addressesToTry(own, '192.0.2.8', false)).toEqual([]);
});

it('never knocks at what a demo cloud made up: it may be a neighbour’s', () => {
  expect(addressesToTry(['192.168.0.28', '127.0.0.1'], null, true)).toEqual(['127.0.0.1']);
});

it('never knocks at the server itself, at its link or at many at once, whatever a cloud tells', () => {
  const own = ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::', '169.254.169.254'];
  own.push('fe80::1', 'fe80::1%eth0', 'ff02::1', '224.0.0.1', '255.255.255.255', 'example.org', '-f');
  expect(addressesToTry(own, null, false)).toEqual([]);
  expect(addressesToTry(own, null, true)).toEqual(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']);
});
