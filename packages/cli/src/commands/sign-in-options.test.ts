import { expect, it } from 'vitest';
import { groups, keystoneRoles } from './sign-in-options.ts';

it('reads what a group may, also one whose name has equals signs in it', () => {
  const first = groups('cn=ops,ou=groups=operator', []);
  expect(groups('helpdesk=viewer; provider=Demo north; zone=a', first)).toEqual([
    { group: 'cn=ops,ou=groups', role: 'operator', provider: null, zone: null, project: null },
    { group: 'helpdesk', role: 'viewer', provider: 'Demo north', zone: 'a', project: null },
  ]);
});

it('reaches the projects of a role of Keystone unless the whole provider is said', () => {
  const first = keystoneRoles('admin=operator; provider', []);
  expect(keystoneRoles('member=viewer', first)).toEqual([
    { keystoneRole: 'admin', role: 'operator', reach: 'provider' },
    { keystoneRole: 'member', role: 'viewer', reach: 'projects' },
  ]);
});

it.each([
  ['ops', 'Give GROUP=ROLE'],
  ['ops=', 'Give GROUP=ROLE'],
  ['ops=king', '"king" is no role'],
  ['ops=viewer; continent=north', '"continent" bounds nothing'],
])('says what is wrong with the group %j', (typed, words) => {
  expect(() => groups(typed, [])).toThrow(words);
});

it.each(['admin', 'admin=operator; everywhere', 'admin=operator; provider; zone=a'])(
  'says what is wrong with the role %j',
  (typed) => expect(() => keystoneRoles(typed, [])).toThrow('Give ROLE=ROLE'),
);
