/** Who asks, by what they showed. */
import type { Action } from './actions.ts';
import { allowedActions, isAllowed, type Compiled } from './policy.ts';

export interface Principal {
  readonly type: 'ApiKey' | 'Token';
  /** Of the key, or the token's issuer and subject. */
  readonly id: string;
  readonly name: string;
  /** The one account that it may see. */
  readonly accountId?: string;
  readonly policies: readonly Compiled[];
}

/** `hidden`: it must not learn that there is such a thing. */
export type Access = 'allowed' | 'denied' | 'hidden';

/** `owner`: the account whose it is; undefined: nobody's. `scoped`: it then shows each account its own. */
export function accessOf({ accountId, policies }: Principal, action: Action, owner: string | undefined, scoped: boolean): Access {
  if (accountId !== undefined && owner !== undefined && owner !== accountId) return 'hidden';
  // What belongs to nobody is no affair of a key of one account, unless it sees its own part of it only.
  if (accountId !== undefined && owner === undefined && !scoped) return 'denied';
  const account = owner ?? accountId;
  return isAllowed(policies, action, account === undefined ? '*' : `account/${account}`) ? 'allowed' : 'denied';
}

/** What a principal may give to others: no more than it may do itself. The first action that is more. */
export function exceeds({ policies }: Principal, asked: readonly Compiled[]): Action | undefined {
  const wanted = new Map<string, Set<Action>>();
  for (const { deny, actions, resources } of asked.flatMap(({ rules }) => rules)) {
    if (deny) continue;
    for (const resource of resources) wanted.set(resource, (wanted.get(resource) ?? new Set()).union(actions));
  }
  return [...wanted].flatMap(([resource, actions]) => [...actions.difference(allowedActions(policies, resource))])[0];
}
