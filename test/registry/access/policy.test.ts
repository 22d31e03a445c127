import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS, isRead, type Action } from '../../../registry/access/actions.ts';
import {
  allowedActions,
  compilePolicy,
  isAllowed,
  matches,
  MANAGED_POLICIES,
  MOST_STATEMENTS,
  parsePolicy,
  PolicyError,
  type Policy,
  type Statement,
} from '../../../registry/access/policy.ts';

const policy = (...statements: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string | string[] = '*'): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const deny = (Action: string | string[], Resource: string | string[] = '*'): Statement => ({
  Effect: 'Deny',
  Action,
  Resource,
});
const can = (policies: readonly Policy[], action: Action, resource = 'account/a'): boolean =>
  isAllowed(policies.map(compilePolicy), action, resource);

describe('a policy', () => {
  it.each<[string, readonly Policy[], Action, string, boolean]>([
    ['nothing allows', [], 'chime:GetUser', 'account/a', false],
    ['by name', [policy(allow('chime:GetUser'))], 'chime:GetUser', 'account/a', true],
    ['a different name', [policy(allow('chime:GetUser'))], 'chime:GetUserByEmail', 'account/a', false],
    ['by wildcard', [policy(allow('chime:Get*'))], 'chime:GetUserByEmail', 'account/a', true],
    ['? matches one character', [policy(allow('chime:Get?ser'))], 'chime:GetUser', 'account/a', true],
    ['case is ignored', [policy(allow('CHIME:getuser'))], 'chime:GetUser', 'account/a', true],
    ['a denial wins', [policy(allow('*'), deny('chime:GetUser'))], 'chime:GetUser', 'account/a', false],
    [
      'a denial in another document wins',
      [policy(deny('chime:*', 'account/a')), policy(allow('*'))],
      'chime:GetUser',
      'account/a',
      false,
    ],
    ['a denial elsewhere does not', [policy(allow('*'), deny('*', 'account/b'))], 'chime:GetUser', 'account/a', true],
    ['one account', [policy(allow('*', 'account/a'))], 'chime:GetUser', 'account/b', false],
    [
      'a pattern for all accounts does not cover resources of none',
      [policy(allow('*', 'account/*'))],
      'chime:CreateAccount',
      '*',
      false,
    ],
    ['several accounts', [policy(allow('*', ['account/b', 'account/a']))], 'chime:GetUser', 'account/a', true],
    [
      'special characters of regular expressions are literal',
      [policy(allow('*', 'account/a-1'))],
      'chime:GetUser',
      'account/axb',
      false,
    ],
  ])('%s', (_name, policies, action, resource, expected) => expect(can(policies, action, resource)).toBe(expected));

  const statement = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: fc.array(fc.constantFrom(...ACTIONS, '*', 'chime:Get*', 'chime:*User*', 'chime:List*'), {
      minLength: 1,
      maxLength: 3,
    }),
    Resource: fc.array(fc.constantFrom('*', 'account/a', 'account/b', 'account/*'), { minLength: 1, maxLength: 2 }),
  });
  const statements = fc.array(statement, { maxLength: 8 });
  const question = fc.record({
    action: fc.constantFrom(...ACTIONS),
    resource: fc.constantFrom('account/a', 'account/b', '*'),
  });

  it('gives the same result in any order, and split in any way', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 8 }), question, (list, { action, resource }) => {
        const whole = can([policy(...list)], action, resource);
        expect(can([policy(...list.toReversed())], action, resource)).toBe(whole);
        expect(
          can(
            list.map((each) => policy(each)),
            action,
            resource,
          ),
        ).toBe(whole);
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('allows the same actions whether asked for all at once or one by one', () => {
    const resource = fc.constantFrom('account/a', 'account/b', 'account/c', 'account/*', '*');
    fc.assert(
      fc.property(fc.array(statements, { maxLength: 3 }), resource, (documents, asked) => {
        const compiled = documents.map((list) => compilePolicy(policy(...list)));
        expect(ACTIONS.filter((action) => allowedActions(compiled, asked).has(action))).toEqual(
          ACTIONS.filter((action) => isAllowed(compiled, action, asked)),
        );
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('never allows more with one more denial, nor less with one more permission without any denial', () => {
    fc.assert(
      fc.property(statements, statement, question, (list, more, { action, resource }) => {
        if (can([policy(...list, { ...more, Effect: 'Deny' })], action, resource))
          expect(can([policy(...list)], action, resource)).toBe(true);
        const permissions = list.filter(({ Effect }) => Effect === 'Allow');
        if (can([policy(...permissions)], action, resource))
          expect(can([policy(...permissions, { ...more, Effect: 'Allow' })], action, resource)).toBe(true);
      }),
      { numRuns: 500, seed: 6 },
    );
  });
});

describe('a wildcard', () => {
  it('matches like the equivalent regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (wildcard, value) => {
        const expression = new RegExp(`^${wildcard.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matches(wildcard, value)).toBe(expression.test(value));
      }),
      { numRuns: 5000, seed: 8 },
    );
  });

  it('costs little even where regular expressions would backtrack without end', () => {
    expect(matches(`${'*a'.repeat(120)}b`, 'a'.repeat(200))).toBe(false);
  });
});

describe('a document', () => {
  it("may be the guide's example", () => {
    const actions = [
      'ListAccounts',
      'GetAccount',
      'GetAccountSettings',
      'ListUsers',
      'GetUser',
      'GetUserByEmail',
      'ListAccountUsageReportData',
      'ListDomains',
      'GetDomain',
      'ListGroups',
      'ListDirectories',
      'GetAccountResource',
    ];
    const parsed = parsePolicy({
      Version: '2012-10-17',
      Statement: [{ Action: actions.map((name) => `chime:${name}`), Effect: 'Allow', Resource: '*' }],
    });
    expect(ACTIONS.filter((action) => can([parsed], action)).toSorted()).toEqual(
      actions.map((name) => `chime:${name}`).toSorted(),
    );
  });

  it('may have one statement, one action, one resource', () => {
    expect(
      can(
        [parsePolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'chime:*', Resource: '*' } })],
        'chime:GetUser',
      ),
    ).toBe(true);
  });

  const good = { Effect: 'Allow', Action: 'chime:*', Resource: '*' };
  const of = (...list: readonly unknown[]): unknown => ({ Version: '2012-10-17', Statement: list });
  it.each<[string, unknown, string]>([
    ['a non-object', [], ''],
    ['another version', { Version: '2008-10-17', Statement: [good] }, '/Version'],
    ['no statement', { Version: '2012-10-17' }, '/Statement'],
    ['no statement in the list', of(), '/Statement'],
    ['too many statements', of(...Array.from({ length: MOST_STATEMENTS + 1 }, () => good)), '/Statement'],
    ['an invalid statement', of(good, 'Allow'), '/Statement/1'],
    ['an unknown key', { Version: '2012-10-17', Statement: [good], Extra: 1 }, '/Extra'],
    ['an unknown key in a statement', of({ ...good, NotAction: 'chime:*' }), '/Statement/0/NotAction'],
    ['no effect', of({ Action: 'chime:*', Resource: '*' }), '/Statement/0/Effect'],
    ['an invalid effect', of({ ...good, Effect: 'allow' }), '/Statement/0/Effect'],
    ['no action', of({ Effect: 'Allow', Resource: '*' }), '/Statement/0/Action'],
    ['an unknown action', of({ ...good, Action: ['chime:GetUser', 'chime:GetUsers'] }), '/Statement/0/Action/1'],
    ['an action of another service', of({ ...good, Action: 's3:*' }), '/Statement/0/Action'],
    ['an action that is not a string', of({ ...good, Action: [1] }), '/Statement/0/Action/0'],
    ['an invalid resource', of({ ...good, Resource: ['*', 'user/1'] }), '/Statement/0/Resource/1'],
    [
      'a resource with characters that no id has',
      of({ ...good, Resource: "account/' OR 1=1" }),
      '/Statement/0/Resource',
    ],
    ['a Sid with spaces', of({ ...good, Sid: 'a b' }), '/Statement/0/Sid'],
  ])('with %s is rejected with its place', (_name, json, path) => {
    let problem: unknown;
    try {
      parsePolicy(json);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(PolicyError);
    expect((problem as PolicyError).path).toBe(path);
  });
});

describe('the managed policies', () => {
  const allowed = (name: string): readonly Action[] =>
    ACTIONS.filter((action) => can([MANAGED_POLICIES[name]!], action, '*'));
  it('are valid documents', () => {
    for (const document of Object.values(MANAGED_POLICIES))
      expect(() => parsePolicy(JSON.parse(JSON.stringify(document)))).not.toThrow();
  });
  it('allow everything, all reads, and user management', () => {
    expect(allowed('AmazonChimeFullAccess')).toEqual(ACTIONS);
    expect(allowed('AmazonChimeReadOnly')).toEqual(ACTIONS.filter(isRead));
    expect(allowed('AmazonChimeUserManagement')).toContain('chime:SuspendUsers');
    expect(allowed('AmazonChimeUserManagement')).not.toContain('chime:RegisterDevice');
    expect(allowed('AmazonChimeReadOnly')).not.toContain('chime:ResetPersonalPin');
  });
});
