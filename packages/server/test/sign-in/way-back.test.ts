import fc from 'fast-check';
import { Configuration } from 'openid-client';
import { describe, expect, test } from 'vitest';
import { endOf } from '../../src/sign-in/oidc.ts';
import { wayBack } from '../../src/sign-in/way-back.ts';

describe('the way back after a sign-in', () => {
  test.each(['/hosts', '/migrations?page=2#top', '/instances/a/b', '/'])('%s is ours', (path) => {
    expect(wayBack(path)).toBe(path);
  });

  test.each([
    undefined,
    '',
    'hosts',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    'javascript:alert(1)',
    '/api/v1/session',
    '/a/../api/v1/sign-in/ways/x/start',
    '/é',
  ])('%j leads to the first page', (path) => {
    expect(wayBack(path)).toBe('/');
  });

  test('never leads to another site, whatever was asked for', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '@',
      ':',
      '?',
      '#',
      '%2f',
      '%5c',
      'evil.example',
      '\t',
      'http:',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const led = new URL(wayBack(`/${pieces.join('')}`), 'https://evenkeel.example/api/v1/x/callback');
        expect(led.origin).toBe('https://evenkeel.example');
      }),
    );
  });
});

test('the sign-out of an issuer is a page, or none is offered', () => {
  const endAt = (end_session_endpoint: string) =>
    endOf(new Configuration({ issuer: 'https://issuer.example', end_session_endpoint }, 'evenkeel'));
  expect(endAt('https://issuer.example/end')).toMatch(/^https:\/\/issuer\.example\/end\?/);
  for (const wrong of ['javascript:alert(1)', 'data:text/html,x', 'no address'])
    expect(endAt(wrong)).toBeNull();
});
