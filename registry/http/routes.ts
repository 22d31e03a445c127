import type { FastifyInstance } from 'fastify';
import type { CompatibleList } from '../profiles/list.ts';
import { compileLookup } from '../profiles/lookup.ts';
import type { DeviceQuery } from '../index.ts';
import type { SqlAdmin } from '../sql/admin.ts';
import { Problem } from './problem.ts';
import * as S from './schemas.ts';

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Problem('not-found', `There is no such ${what}`);
  return value;
}

/** What is not an operation yet. */
export function registerRoutes(app: FastifyInstance, admin: SqlAdmin, list: CompatibleList): void {
  deviceRoutes(app, admin);
  const lookup = compileLookup(list);
  app.get('/v1/compatible-devices', () => list);
  app.get<{ Querystring: S.MatchQuery }>('/v1/compatible-devices/match', { schema: { querystring: S.MatchQuery } }, ({ query }) => lookup(deviceQuery(query)));
}

function deviceQuery({ userAgent, t35, product, version }: S.MatchQuery): DeviceQuery {
  if ((userAgent === undefined) === (t35 === undefined)) throw new Problem('bad-request', 'Give userAgent for SIP, or t35 with product and version for H.323');
  if (t35 === undefined) return { protocol: 'sip', ...(userAgent !== undefined && { userAgent }) };
  const [country = 0, extension = 0, manufacturer = 0] = t35.split('/').map(Number);
  return { protocol: 'h323', vendor: { t35: { country, extension, manufacturer }, product, version } };
}

const page = ({ after, limit }: S.PageQuery): { readonly limit: number; readonly after?: string } => ({ limit: Number(limit), ...(after !== undefined && { after }) });

function deviceRoutes(app: FastifyInstance, admin: SqlAdmin): void {
  const list = { schema: { params: S.IdParams, querystring: S.PageQuery } };
  app.get<{ Params: S.IdParams; Querystring: S.PageQuery }>('/v1/accounts/:id/devices', list, async ({ params, query }) => ({
    devices: await admin.listDevices(found(await admin.getAccount(params.id), 'account').id, page(query)),
  }));
  const create = { schema: { params: S.IdParams, body: S.NewDevice } };
  app.post<{ Params: S.IdParams; Body: S.NewDevice }>('/v1/accounts/:id/devices', create, async ({ params, body }, reply) => {
    const account = found(await admin.getAccount(params.id), 'account');
    const made = await admin.createDevice(account.id, body.name, body.username, body.aliases);
    if (made === undefined) throw new Problem('conflict', 'The username or an alias is taken');
    return reply.code(201).send({ ...made.device, password: made.password });
  });
  app.delete<{ Params: S.IdParams }>('/v1/devices/:id', { schema: { params: S.IdParams } }, async ({ params }, reply) => {
    if (!(await admin.deleteDevice(params.id))) throw new Problem('not-found', 'There is no such device');
    return reply.code(204).send();
  });
}
