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

describe('what is given to others', () => {
  const all = allow('*', '*');
  it.each<[string, readonly Statement[], readonly Statement[], string | undefined]>([
    ['as much as one has', [all], [all], undefined],
    ['less', [allow('*', 'account/*')], [allow('chime:GetUser', 'account/a')], undefined],
    ['another action', [allow('chime:GetUser', '*')], [allow('chime:ListUsers', '*')], 'chime:ListUsers'],
    [
      'everywhere, of one account',
      [allow('chime:GetUser', 'account/a')],
      [allow('chime:GetUser', '*')],
      'chime:GetUser',
    ],
    [
      'everything, but for what is denied of one account',
      [all, deny('chime:GetUser', 'account/a')],
      [all],
      'chime:GetUser',
    ],
    [
      'all accounts, but for what is denied of some',
      [all, deny('chime:GetUser', 'account/a*')],
      [allow('chime:Get*', 'account/*')],
      'chime:GetUser',
    ],
    [
      'some accounts, of which one is denied',
      [all, deny('chime:GetUser', 'account/ab')],
      [allow('chime:GetUser', 'account/a?')],
      'chime:GetUser',
    ],
    [
      'some accounts, and others are denied',
      [all, deny('chime:GetUser', 'account/b*')],
      [allow('chime:GetUser', 'account/a*')],
      undefined,
    ],
    [
      'another action than is denied',
      [all, deny('chime:GetUser', 'account/a')],
      [allow('chime:ListUsers', '*')],
      undefined,
    ],
    [
      'with the same denial',
      [all, deny('chime:GetUser', 'account/a')],
      [all, deny('chime:GetUser', 'account/a')],
      undefined,
    ],
    [
      'with a wider denial',
      [all, deny('chime:GetUser', 'account/a')],
      [all, deny('chime:Get*', 'account/*')],
      undefined,
    ],
    [
      'with a narrower denial',
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
    ['of the account', ['account/a'], true, true],
    ['of another', ['account/b'], false, false],
    ['of both', ['account/a', 'account/b'], false, false],
    ['for everything', ['*'], false, true],
    ['for all accounts', ['account/a', 'account/*'], false, true],
    ['of accounts that begin so', ['account/a*'], false, false],
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
