/**
 * Policies as JSON documents: `Version`, `Statement` with `Effect`, `Action` and `Resource`. A denial overrides any
 * permission, and anything not allowed is denied. Pure.
 */
import { RemoteError } from '../../base/errors.ts';
import { ACTIONS, isRead, type Action } from './actions.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  /** `chime:` and a name with `*` and `?`, case-insensitive. */
  readonly Action: string | readonly string[];
  /** `account/<id>` with `*` and `?`; `*` is everything. */
  readonly Resource: string | readonly string[];
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** An error in a document, and its place: a JSON Pointer (RFC 6901). */
export class PolicyError extends RemoteError {
  declare readonly path: string;

  constructor(path: string, problem: string) {
    super('policy', `${path === '' ? 'The policy' : path} ${problem}`, { path });
  }
}

export const VERSION = '2012-10-17';
/** Limits for a document; evaluating a larger one at each request costs more than any rule is worth. */
export const MOST_STATEMENTS = 50;
export const MOST_VALUES = 100;
const LONGEST_VALUE = 256;
/** Actions and resources of one document in total; documents already stored are kept. */
const MOST_IN_ALL = 200;

/** Throws `PolicyError`. */
export function parsePolicy(json: unknown): Policy {
  const document = objectAt(json, '', ['Version', 'Id', 'Statement']);
  if (document['Version'] !== VERSION) throw new PolicyError('/Version', `must be "${VERSION}"`);
  const list: readonly unknown[] = Array.isArray(document['Statement'])
    ? document['Statement']
    : [document['Statement']];
  if (document['Statement'] === undefined || list.length === 0)
    throw new PolicyError('/Statement', 'is missing or empty');
  if (list.length > MOST_STATEMENTS) throw new PolicyError('/Statement', `has more than ${MOST_STATEMENTS} statements`);
  const at = (index: number): string => (Array.isArray(document['Statement']) ? `/Statement/${index}` : '/Statement');
  return { Version: VERSION, Statement: list.map((statement, index) => parseStatement(statement, at(index))) };
}

/** Throws `PolicyError` if evaluating the policy costs more than any rule is worth. */
export function checkSize({ Statement }: Policy): void {
  const values = Statement.reduce(
    (sum, { Action: actions, Resource }) => sum + [actions].flat().length + [Resource].flat().length,
    0,
  );
  if (values > MOST_IN_ALL)
    throw new PolicyError('/Statement', `has more than ${MOST_IN_ALL} actions and resources in all`);
}

function parseStatement(json: unknown, path: string): Statement {
  const statement = objectAt(json, path, ['Sid', 'Effect', 'Action', 'Resource']);
  const { Sid, Effect } = statement;
  if (Sid !== undefined && (typeof Sid !== 'string' || !/^[A-Za-z0-9]{1,64}$/.test(Sid)))
    throw new PolicyError(`${path}/Sid`, 'must be letters and digits, at most 64');
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new PolicyError(`${path}/Effect`, 'must be "Allow" or "Deny"');
  const actions = textsAt(statement['Action'], `${path}/Action`, checkAction);
  const resources = textsAt(statement['Resource'], `${path}/Resource`, checkResource);
  return { ...(Sid !== undefined && { Sid }), Effect, Action: actions, Resource: resources };
}

function objectAt(json: unknown, path: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new PolicyError(path, 'must be an object');
  const unknown = Object.keys(json).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new PolicyError(`${path}/${unknown.slice(0, 64)}`, `is unknown; allowed are ${keys.join(', ')}`);
  return json as Readonly<Record<string, unknown>>;
}

function textsAt(json: unknown, path: string, check: (text: string, path: string) => void): readonly string[] {
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  if (json === undefined || list.length === 0) throw new PolicyError(path, 'is missing or empty');
  if (list.length > MOST_VALUES) throw new PolicyError(path, `has more than ${MOST_VALUES} values`);
  return list.map((text, index) => {
    const at = Array.isArray(json) ? `${path}/${index}` : path;
    if (typeof text !== 'string' || text.length > LONGEST_VALUE)
      throw new PolicyError(at, `must be a text of at most ${LONGEST_VALUE} characters`);
    check(text, at);
    return text;
  });
}

function checkAction(text: string, path: string): void {
  if (actionsOf(text).length === 0) throw new PolicyError(path, `"${printable(text)}" matches no action`);
}

function checkResource(text: string, path: string): void {
  if (!/^(?:\*|account\/[0-9A-Za-z*?-]+)$/.test(text))
    throw new PolicyError(path, `"${printable(text)}" must be "*" or "account/" and an id`);
}

const printable = (text: string): string => text.slice(0, 64).replaceAll(/[^ -~]/g, '?');

/**
 * Matches `*` with any text and `?` with one character, in at most as many steps as the product of both lengths,
 * whatever the pattern.
 */
export function matches(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      [star, resume] = [p, t];
      p++;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // Extends the last star by one character.
      resume++;
      [p, t] = [star + 1, resume];
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

const IN_LOWER_CASE = ACTIONS.map((action) => [action, action.toLowerCase()] as const);
function actionsOf(pattern: string): readonly Action[] {
  const wanted = pattern.toLowerCase();
  return IN_LOWER_CASE.flatMap(([action, text]) => (matches(wanted, text) ? action : []));
}

/** A policy, prepared for evaluation. */
export interface Compiled {
  readonly rules: readonly {
    readonly deny: boolean;
    readonly actions: ReadonlySet<Action>;
    readonly resources: readonly string[];
  }[];
}

export function compilePolicy(policy: Policy): Compiled {
  return {
    rules: policy.Statement.map(({ Effect, Action: actions, Resource }) => ({
      deny: Effect === 'Deny',
      actions: new Set([actions].flat().flatMap(actionsOf)),
      resources: [Resource].flat(),
    })),
  };
}

/**
 * `resource`: `account/<id>`, or `*` for what belongs to no account; only rules whose resource matches `*` itself
 * apply to the latter.
 */
export function isAllowed(policies: readonly Compiled[], action: Action, resource: string): boolean {
  let allowed = false;
  for (const { rules } of policies) {
    for (const { deny, actions, resources } of rules) {
      if (!actions.has(action) || !resources.some((pattern) => matches(pattern, resource))) continue;
      if (deny) return false;
      allowed = true;
    }
  }
  return allowed;
}

/** All actions that `isAllowed` would allow: each resource of a rule is checked once, not once per action. */
export function allowedActions(policies: readonly Compiled[], resource: string): ReadonlySet<Action> {
  const rules = policies
    .flatMap((policy) => policy.rules)
    .filter(({ resources }) => resources.some((pattern) => matches(pattern, resource)));
  const of = (denied: boolean): ReadonlySet<Action> =>
    new Set(rules.filter(({ deny }) => deny === denied).flatMap(({ actions }) => [...actions]));
  return of(false).difference(of(true));
}

const allow = (actions: readonly string[]): Policy => ({
  Version: VERSION,
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});
const READ: readonly string[] = ACTIONS.filter(isRead);
const USERS = [
  'InviteUsers',
  'SuspendUsers',
  'ActivateUsers',
  'RemoveUsers',
  'UpdateUser',
  'UpdateUserLicenses',
  'ResetPersonalPin',
  'LogoutUser',
].map((name) => `chime:${name}`);

/** The guide's managed policies; new actions are included automatically. */
export const MANAGED_POLICIES: Readonly<Record<string, Policy>> = {
  AmazonChimeFullAccess: allow(['chime:*']),
  AmazonChimeReadOnly: allow(READ),
  AmazonChimeUserManagement: allow([...READ, ...USERS]),
};
