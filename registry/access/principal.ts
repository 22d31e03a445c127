/** The caller of the API, identified by its credential. */
import type { Action } from './actions.ts';
import { allowedActions, isAllowed, matches, type Compiled, type Policy } from './policy.ts';

export interface Principal {
  readonly type: 'ApiKey' | 'Token';
  /** Id of the key, or the token's issuer and subject. */
  readonly id: string;
  readonly name: string;
  /** The one account that it may see. */
  readonly accountId?: string;
  readonly policies: readonly Compiled[];
  /** Names of its policies, including names without a policy. */
  readonly policyNames: readonly string[];
}

/** `hidden`: the caller must not learn that the resource exists. */
export type Access = 'allowed' | 'denied' | 'hidden';

/**
 * `owner`: the account that owns the resource; undefined: no account. `scoped`: the operation then shows each
 * account only its own part.
 */
export function accessOf(
  { accountId, policies }: Principal,
  action: Action,
  owner: string | undefined,
  scoped: boolean,
): Access {
  if (accountId !== undefined && owner !== undefined && owner !== accountId) return 'hidden';
  // Resources without an owner are off limits to a key of one account, unless it sees only its own part of them.
  if (accountId !== undefined && owner === undefined && !scoped) return 'denied';
  const account = owner ?? accountId;
  return isAllowed(policies, action, account === undefined ? '*' : `account/${account}`) ? 'allowed' : 'denied';
}

/** `*` and `account/*`: match all accounts without naming one. */
const NAMES_NONE = /^(?:account\/)?[*?]+$/;

/**
 * A custom policy belongs to no account. A principal of one account sees policies for that account only, and among
 * its own policies also those for all accounts; none that names another account.
 */
export function seesPolicy({ accountId, policyNames }: Principal, name: string, { Statement }: Policy): boolean {
  if (accountId === undefined) return true;
  const own = policyNames.includes(name);
  return Statement.flatMap(({ Resource }) => Resource).every(
    (resource) => resource === `account/${accountId}` || (own && NAMES_NONE.test(resource)),
  );
}

/**
 * Returns the first action that `asked` would grant but the principal itself lacks; its explicit denials must be
 * passed on, too.
 */
export function exceeds({ policies }: Principal, asked: readonly Compiled[]): Action | undefined {
  const wanted = new Map<string, Set<Action>>();
  for (const { deny, actions, resources } of asked.flatMap(({ rules }) => rules)) {
    if (deny) continue;
    for (const resource of resources) wanted.set(resource, (wanted.get(resource) ?? new Set()).union(actions));
  }
  const denied = denials(policies).map((denial) => ({
    ...denial,
    actions: denial.actions.difference(deniedAt(denial.resource, asked)),
  }));
  return [...wanted].flatMap(([resource, actions]) => {
    const kept = denied
      .filter((denial) => mayOverlap(denial.resource, resource))
      .flatMap((denial) => [...actions.intersection(denial.actions)]);
    return [...actions.difference(allowedActions(policies, resource)), ...kept];
  })[0];
}

interface Denial {
  readonly resource: string;
  readonly actions: ReadonlySet<Action>;
}

const denials = (policies: readonly Compiled[]): readonly Denial[] =>
  policies
    .flatMap(({ rules }) => rules)
    .flatMap(({ deny, actions, resources }) => (deny ? resources.map((resource) => ({ resource, actions })) : []));

/** The actions that these policies deny at every account that `resource` covers. */
const deniedAt = (resource: string, policies: readonly Compiled[]): ReadonlySet<Action> =>
  new Set(
    denials(policies)
      .filter((denial) => matches(denial.resource, resource))
      .flatMap(({ actions }) => [...actions]),
  );

const fixedPart = (pattern: string): string => /^[^*?]*/.exec(pattern)?.[0] ?? '';

/** True if some text may match both patterns; if both have wildcards, the parts before the wildcards decide. */
function mayOverlap(a: string, b: string): boolean {
  const [ofA, ofB] = [fixedPart(a), fixedPart(b)];
  if (ofA === a) return matches(b, a);
  if (ofB === b) return matches(a, b);
  return ofA.startsWith(ofB) || ofB.startsWith(ofA);
}
