import { Type } from 'typebox';
import { checkSize, compilePolicy, parsePolicy, PolicyError, type Compiled, type Policy } from '../access/policy.ts';
import { exceeds, seesPolicy, type Principal } from '../access/principal.ts';
import { createKey, getKey, listKeys, policiesOf, revokeKey } from '../sql/api-keys.ts';
import { listAudit, type AuditFilter } from '../sql/audit.ts';
import type { Transaction } from '../sql/database.ts';
import * as policies from '../sql/policies.ts';
import { operation, type Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { closed, Limit, Name, PageFields, pageOf, Text, Time, Uuid } from './types.ts';

const PolicyName = Type.String({ pattern: '^[A-Za-z0-9+=,.@_-]{1,64}$' });
const OfPolicy = Type.Object({ policy: PolicyName });
const Document = Type.Object({}, { description: 'Version, Statement: as in the guide' });
const NamedPolicy = Type.Object({
  name: PolicyName,
  managed: Type.Boolean(),
  document: Type.Unknown(),
  version: Type.Integer(),
});

/** Parses a policy; the problem points at the place of an error. */
function parsed(document: unknown): Policy {
  try {
    const policy = parsePolicy(document);
    checkSize(policy);
    return policy;
  } catch (error) {
    if (error instanceof PolicyError) throw new Problem('bad-request', error.message, `/document${error.path}`);
    throw error;
  }
}

/** A key cannot grant more than it may do itself. */
function within(principal: Principal, asked: readonly Compiled[], pointer: string): void {
  const more = exceeds(principal, asked);
  if (more !== undefined)
    throw new Problem('forbidden', `This key may not do ${more} everywhere that the policy would allow it`, pointer);
}

async function visible(
  trx: Transaction,
  principal: Principal,
  name: string,
): Promise<policies.NamedPolicy | undefined> {
  const policy = await policies.getPolicy(trx, name);
  return policy && shownTo(principal)(policy) ? policy : undefined;
}

const shownTo =
  (principal: Principal) =>
  ({ name, managed, document }: policies.NamedPolicy): boolean =>
    managed || seesPolicy(principal, name, document);

async function custom(trx: Transaction, name: string): Promise<policies.NamedPolicy> {
  const policy = await policies.getPolicy(trx, name);
  if (policy === undefined) throw new Problem('not-found', 'The policy does not exist');
  if (policy.managed)
    throw new Problem('conflict', 'A managed policy cannot be changed; create a custom policy from it');
  return policy;
}

const policyOperations: readonly Operation[] = [
  operation({
    name: 'ListPolicies',
    method: 'GET',
    path: '/v1/policies',
    summary: 'Lists managed and custom policies',
    status: 200,
    scoped: true,
    query: Type.Object({ ...PageFields, after: Type.Optional(PolicyName) }, closed),
    result: Type.Object({ policies: Type.Array(NamedPolicy) }),
    run: async ({ trx, principal }, { query }) => ({
      policies: [...(await policies.listPolicies(trx, pageOf(query), shownTo(principal)))],
    }),
  }),
  operation({
    name: 'GetPolicy',
    method: 'GET',
    path: '/v1/policies/:policy',
    summary: 'A policy',
    status: 200,
    scoped: true,
    params: OfPolicy,
    result: NamedPolicy,
    run: async ({ trx, principal }, { params }) => {
      const policy = await visible(trx, principal, params.policy);
      if (policy === undefined) throw new Problem('not-found', 'The policy does not exist');
      return policy;
    },
  }),
  operation({
    name: 'CreatePolicy',
    method: 'POST',
    path: '/v1/policies',
    summary: 'Creates a custom policy',
    status: 201,
    body: Type.Object({ name: PolicyName, document: Document }, closed),
    result: NamedPolicy,
    run: async ({ trx, now, principal }, { body }) => {
      const document = parsed(body.document);
      within(principal, [compilePolicy(document)], '/document');
      const policy = await policies.createPolicy(trx, body.name, document, now);
      if (policy === undefined) throw new Problem('conflict', 'A policy with this name already exists', '/name');
      return policy;
    },
  }),
  operation({
    name: 'UpdatePolicy',
    method: 'PUT',
    path: '/v1/policies/:policy',
    summary: 'Replaces the document of a custom policy',
    status: 200,
    versioned: true,
    params: OfPolicy,
    body: Type.Object({ document: Document }, closed),
    result: NamedPolicy,
    run: async ({ trx, version = '*', principal }, { params, body }) => {
      const { name } = await custom(trx, params.policy);
      const document = parsed(body.document);
      within(principal, [compilePolicy(document)], '/document');
      return policies.updatePolicy(trx, name, version, document);
    },
  }),
  operation({
    name: 'DeletePolicy',
    method: 'DELETE',
    path: '/v1/policies/:policy',
    summary: 'Deletes a custom policy; keys that use it lose its permissions',
    status: 204,
    params: OfPolicy,
    run: async ({ trx }, { params }) => {
      await policies.deletePolicy(trx, (await custom(trx, params.policy)).name);
      return undefined;
    },
  }),
];

const ApiKey = Type.Object({
  id: Uuid,
  name: Type.String(),
  policies: Type.Array(PolicyName),
  accountId: Type.Optional(Uuid),
  createdAt: Time,
  expiresAt: Type.Optional(Time),
  revokedAt: Type.Optional(Time),
});
/** Not `key`: the audit log would redact which key it was. */
const OfKey = Type.Object({ keyId: Uuid });
const NewKey = Type.Object(
  {
    name: Name,
    policies: Type.Array(PolicyName, { minItems: 1, maxItems: 20, uniqueItems: true }),
    accountId: Type.Optional(Uuid),
    expiresAt: Type.Optional(Time),
  },
  closed,
);

/** A principal knows and may grant its own policies, even those whose content it must not see. */
const mayGive = async (trx: Transaction, principal: Principal, name: string): Promise<boolean> =>
  principal.policyNames.includes(name)
    ? (await policies.getPolicy(trx, name)) !== undefined
    : (await visible(trx, principal, name)) !== undefined;

const keyOperations: readonly Operation[] = [
  operation({
    name: 'ListApiKeys',
    method: 'GET',
    path: '/v1/api-keys',
    summary: 'Lists API keys, without the keys themselves',
    status: 200,
    scoped: true,
    query: Type.Object(PageFields, closed),
    result: Type.Object({ keys: Type.Array(ApiKey) }),
    run: async ({ trx, principal }, { query }) => ({
      keys: (await listKeys(trx, pageOf(query), principal.accountId)).map((key) => ({
        ...key,
        policies: [...key.policies],
      })),
    }),
  }),
  operation({
    name: 'CreateApiKey',
    method: 'POST',
    path: '/v1/api-keys',
    summary: 'Creates an API key, shown only once; with an account it sees only that one',
    status: 201,
    scoped: true,
    body: NewKey,
    result: Type.Object({ ...ApiKey.properties, key: Type.String() }),
    permits: async ({ trx, principal }, { body }) => {
      // A key cannot create keys that see more than it does.
      if (principal.accountId !== undefined && body.accountId !== principal.accountId)
        throw new Problem('forbidden', 'This key may create keys only for its own account');
      for (const [index, name] of body.policies.entries())
        if (!(await mayGive(trx, principal, name)))
          throw new Problem('bad-request', `The policy ${name} does not exist`, `/policies/${index}`);
      within(principal, await policiesOf(trx, body.policies), '/policies');
    },
    run: async ({ trx, now }, { body }) => {
      if (body.expiresAt !== undefined && body.expiresAt <= now)
        throw new Problem('bad-request', 'The key would already have expired', '/expiresAt');
      const { key, made } = await createKey(
        trx,
        {
          name: body.name,
          policies: body.policies,
          ...(body.accountId !== undefined && { accountId: body.accountId }),
          ...(body.expiresAt !== undefined && { expiresAt: body.expiresAt }),
        },
        now,
      );
      return { ...made, policies: [...made.policies], key };
    },
  }),
  operation({
    name: 'RevokeApiKey',
    method: 'DELETE',
    path: '/v1/api-keys/:keyId',
    summary: 'Revokes an API key',
    status: 204,
    scoped: true,
    params: OfKey,
    run: async ({ trx, now, principal }, { params }) => {
      const key = await getKey(trx, params.keyId);
      if (key === undefined || (principal.accountId !== undefined && key.accountId !== principal.accountId))
        throw new Problem('not-found', 'The key does not exist');
      await revokeKey(trx, params.keyId, now);
      return undefined;
    },
  }),
];

const Digits = Type.String({ pattern: '^[0-9]{1,15}$' });
const AuditQuery = Type.Object(
  {
    limit: Limit,
    before: Type.Optional(Digits),
    from: Type.Optional(Digits),
    to: Type.Optional(Digits),
    actor: Type.Optional(Text(600)),
    name: Type.Optional(Text(100)),
  },
  closed,
);

const auditOperation: Operation = operation({
  name: 'ListAuditEvents',
  method: 'GET',
  path: '/v1/audit-events',
  summary: 'Lists audit events, newest first',
  status: 200,
  scoped: true,
  query: AuditQuery,
  result: Type.Object({ events: Type.Array(Type.Object({ seq: Type.Integer(), record: Type.Unknown() })) }),
  run: async ({ trx, principal }, { query }) => {
    const { limit, before, from, to, actor, name } = query;
    const number = (text: string | undefined, key: 'before' | 'from' | 'to'): Partial<AuditFilter> =>
      text === undefined ? {} : { [key]: Number(text) };
    const filter: AuditFilter = {
      limit: Number(limit),
      ...number(before, 'before'),
      ...number(from, 'from'),
      ...number(to, 'to'),
      ...(actor !== undefined && { actor }),
      ...(name !== undefined && { name }),
      ...(principal.accountId !== undefined && { accountId: principal.accountId }),
    };
    return { events: [...(await listAudit(trx, filter))] };
  },
});

export const accessOperations: readonly Operation[] = [...policyOperations, ...keyOperations, auditOperation];
