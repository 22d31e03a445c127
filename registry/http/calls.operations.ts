import { Type } from 'typebox';
import { listCalls } from '../sql/call-records.ts';
import { operation, type Operation } from './operation.ts';
import { closed, Limit } from './types.ts';

const Query = Type.Object(
  { before: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,14}$' })), limit: Limit },
  closed,
);

export const callOperations: readonly Operation[] = [
  operation({
    name: 'ListCalls',
    method: 'GET',
    path: '/v1/calls',
    summary: 'Call records, newest first',
    status: 200,
    scoped: true,
    query: Query,
    result: Type.Object({ calls: Type.Array(Type.Unknown()) }),
    run: async ({ trx, principal }, { query }) => {
      const filter = {
        limit: Number(query.limit),
        ...(query.before !== undefined && { before: Number(query.before) }),
        ...(principal.accountId !== undefined && { accountId: principal.accountId }),
      };
      return { calls: await listCalls(trx, filter) };
    },
  }),
];
