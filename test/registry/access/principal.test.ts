import { describe, expect, it } from 'vitest';
import { compilePolicy, type Policy, type Statement } from '../../../registry/access/policy.ts';
import { exceeds, seesPolicy, type Principal } from '../../../registry/access/principal.ts';

const policy = (...statements: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, ...Resource: readonly string[]): Statement => ({ Effect: 'Allow', Action, Resource });
const deny = (Action: string, ...Resource: readonly string[]): Statement => ({ Effect: 'Deny', Action, Resource });
const who = (policies: readonly Policy[], more: Partial<Principal> = {}): Principal => ({
  type: 'ApiKey',
  id: 'k',
  name: 'k',
  policies: policies.map(compilePolicy),
  policyNames: [],
  ...more,
});

describe('granting to others:', () => {
  const all = allow('*', '*');
  it.each<[string, readonly Statement[], readonly Statement[], string | undefined]>([
    ['the same permissions are allowed', [all], [all], undefined],
    ['fewer permissions are allowed', [allow('*', 'account/*')], [allow('chime:GetUser', 'account/a')], undefined],
    [
      'an action that the principal lacks',
      [allow('chime:GetUser', '*')],
      [allow('chime:ListUsers', '*')],
      'chime:ListUsers',
    ],
    [
      'an action everywhere that is allowed in one account',
      [allow('chime:GetUser', 'account/a')],
      [allow('chime:GetUser', '*')],
      'chime:GetUser',
    ],
    ['everything, despite a denial for one account', [all, deny('chime:GetUser', 'account/a')], [all], 'chime:GetUser'],
    [
      'all accounts, despite a denial for some',
      [all, deny('chime:GetUser', 'account/a*')],
      [allow('chime:Get*', 'account/*')],
      'chime:GetUser',
    ],
    [
      'some accounts, one of which is denied',
      [all, deny('chime:GetUser', 'account/ab')],
      [allow('chime:GetUser', 'account/a?')],
      'chime:GetUser',
    ],
    [
      'some accounts, while others are denied, is allowed',
      [all, deny('chime:GetUser', 'account/b*')],
      [allow('chime:GetUser', 'account/a*')],
      undefined,
    ],
    [
      'an action other than the denied one is allowed',
      [all, deny('chime:GetUser', 'account/a')],
      [allow('chime:ListUsers', '*')],
      undefined,
    ],
    [
      'everything with the same denial is allowed',
      [all, deny('chime:GetUser', 'account/a')],
      [all, deny('chime:GetUser', 'account/a')],
      undefined,
    ],
    [
      'everything with a wider denial is allowed',
      [all, deny('chime:GetUser', 'account/a')],
      [all, deny('chime:Get*', 'account/*')],
      undefined,
    ],
    [
      'everything with a narrower denial',
      [all, deny('chime:GetUser', 'account/a*')],
      [all, deny('chime:GetUser', 'account/ab')],
      'chime:GetUser',
    ],
  ])('%s', (_name, own, asked, expected) =>
    expect(exceeds(who([policy(...own)]), [compilePolicy(policy(...asked))])).toBe(expected),
  );
});

describe('a custom policy', () => {
  it.each<[string, readonly string[], seen: boolean, seenByOwner: boolean]>([
    ['for the account', ['account/a'], true, true],
    ['for another account', ['account/b'], false, false],
    ['for both', ['account/a', 'account/b'], false, false],
    ['for everything', ['*'], false, true],
    ['for all accounts', ['account/a', 'account/*'], false, true],
    ['for all accounts with the same prefix', ['account/a*'], false, false],
  ])('%s', (_name, resources, seen, seenByOwner) => {
    const document = policy(allow('*', ...resources));
    const sees = (more: Partial<Principal>): boolean => seesPolicy(who([], more), 'p', document);
    expect([sees({ accountId: 'a' }), sees({ accountId: 'a', policyNames: ['p'] }), sees({})]).toEqual([
      seen,
      seenByOwner,
      true,
    ]);
  });
});
