/** Who asks, by what they showed. */
import type { Action } from './actions.ts';
import { allowedActions, isAllowed, matches, type Compiled, type Policy } from './policy.ts';

export interface Principal {
  readonly type: 'ApiKey' | 'Token';
  /** Of the key, or the token's issuer and subject. */
  readonly id: string;
  readonly name: string;
  /** The one account that it may see. */
  readonly accountId?: string;
  readonly policies: readonly Compiled[];
  /** Their names, and those that there is no policy of. */
  readonly policyNames: readonly string[];
}

/** `hidden`: it must not learn that there is such a thing. */
export type Access = 'allowed' | 'denied' | 'hidden';

/** `owner`: the account whose it is; undefined: nobody's. `scoped`: it then shows each account its own. */
export function accessOf(
  { accountId, policies }: Principal,
  action: Action,
  owner: string | undefined,
  scoped: boolean,
): Access {
  if (accountId !== undefined && owner !== undefined && owner !== accountId) return 'hidden';
  // What belongs to nobody is no affair of a key of one account, unless it sees its own part of it only.
  if (accountId !== undefined && owner === undefined && !scoped) return 'denied';
  const account = owner ?? accountId;
  return isAllowed(policies, action, account === undefined ? '*' : `account/${account}`) ? 'allowed' : 'denied';
}

/** `*` and `account/*`: all of them, and none by its id. */
const NAMES_NONE = /^(?:account\/)?[*?]+$/;

/**
 * A custom policy belongs to no account. Who is for one account sees those for that account alone, and of its own those that are
 * for all; none that names another account.
 */
export function seesPolicy({ accountId, policyNames }: Principal, name: string, { Statement }: Policy): boolean {
  if (accountId === undefined) return true;
  const own = policyNames.includes(name);
  return Statement.flatMap(({ Resource }) => Resource).every(
    (resource) => resource === `account/${accountId}` || (own && NAMES_NONE.test(resource)),
  );
}

/** What a principal may give to others: no more than it may do itself, and what it is denied they are, too. The first action that is more. */
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

/** What they deny wherever `resource` is. */
const deniedAt = (resource: string, policies: readonly Compiled[]): ReadonlySet<Action> =>
  new Set(
    denials(policies)
      .filter((denial) => matches(denial.resource, resource))
      .flatMap(({ actions }) => [...actions]),
  );

const fixedPart = (pattern: string): string => /^[^*?]*/.exec(pattern)?.[0] ?? '';

/** Whether something may match both; of two with wildcards, what stands before them decides. */
function mayOverlap(a: string, b: string): boolean {
  const [ofA, ofB] = [fixedPart(a), fixedPart(b)];
  if (ofA === a) return matches(b, a);
  if (ofB === b) return matches(a, b);
  return ofA.startsWith(ofB) || ofB.startsWith(ofA);
}
