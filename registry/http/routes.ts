import type { FastifyInstance } from 'fastify';
import { compileLookup, type CompatibleList } from '../compatible-list.ts';
import type { DeviceQuery } from '../index.ts';
import type { Meeting, SqlAdmin } from '../sql/admin.ts';
import { Problem } from './problem.ts';
import * as S from './schemas.ts';

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Problem('not-found', `There is no such ${what}`);
  return value;
}

export interface RouteOptions {
  readonly admin: SqlAdmin;
  readonly list: CompatibleList;
  readonly onMeeting: ((meeting: Meeting) => void) | undefined;
}

/** Every `/v1` resource of the registry. Authentication is done before these are reached. */
export function registerRoutes(app: FastifyInstance, { admin, list, onMeeting }: RouteOptions): void {
  accountRoutes(app, admin);
  meetingRoutes(app, admin, onMeeting);
  deviceRoutes(app, admin);
  const lookup = compileLookup(list);
  app.get('/v1/compatible-devices', () => list);
  app.get<{ Querystring: S.MatchQuery }>('/v1/compatible-devices/match', { schema: { querystring: S.MatchQuery } }, ({ query }) => lookup(deviceQuery(query)));
  app.get<{ Querystring: S.CallsQuery }>('/v1/calls', { schema: { querystring: S.CallsQuery } }, async ({ query }) => ({
    calls: await admin.listCalls({ limit: Number(query.limit), ...(query.before !== undefined && { before: Number(query.before) }) }),
  }));
}

function deviceQuery({ userAgent, t35, product, version }: S.MatchQuery): DeviceQuery {
  if ((userAgent === undefined) === (t35 === undefined)) throw new Problem('bad-request', 'Give userAgent for SIP, or t35 with product and version for H.323');
  if (t35 === undefined) return { protocol: 'sip', ...(userAgent !== undefined && { userAgent }) };
  const [country = 0, extension = 0, manufacturer = 0] = t35.split('/').map(Number);
  return { protocol: 'h323', vendor: { t35: { country, extension, manufacturer }, product, version } };
}

const page = ({ after, limit }: S.PageQuery): { readonly limit: number; readonly after?: string } => ({ limit: Number(limit), ...(after !== undefined && { after }) });

function accountRoutes(app: FastifyInstance, admin: SqlAdmin): void {
  app.get<{ Querystring: S.PageQuery }>('/v1/accounts', { schema: { querystring: S.PageQuery } }, async ({ query }) => ({
    accounts: await admin.listAccounts(page(query)),
  }));
  app.post<{ Body: S.NewAccount }>('/v1/accounts', { schema: { body: S.NewAccount } }, async ({ body }, reply) =>
    reply.code(201).send(await admin.createAccount(body.name)),
  );
  app.get<{ Params: S.IdParams }>('/v1/accounts/:id', { schema: { params: S.IdParams } }, async ({ params }) =>
    found(await admin.getAccount(params.id), 'account'),
  );
  const users = { schema: { params: S.IdParams, body: S.NewUser } };
  app.post<{ Params: S.IdParams; Body: S.NewUser }>('/v1/accounts/:id/users', users, async ({ params, body }, reply) => {
    const account = found(await admin.getAccount(params.id), 'account');
    const user = await admin.createUser(account.id, body.email, body.displayName);
    if (user === undefined) throw new Problem('conflict', 'The account has a user with this e-mail address');
    return reply.code(201).send(user);
  });
}

function meetingRoutes(app: FastifyInstance, admin: SqlAdmin, onMeeting: RouteOptions['onMeeting']): void {
  const list = { schema: { params: S.IdParams, querystring: S.PageQuery } };
  app.get<{ Params: S.IdParams; Querystring: S.PageQuery }>('/v1/accounts/:id/meetings', list, async ({ params, query }) => ({
    meetings: await admin.listMeetings(found(await admin.getAccount(params.id), 'account').id, page(query)),
  }));
  const create = { schema: { params: S.IdParams, body: S.NewMeeting } };
  app.post<{ Params: S.IdParams; Body: S.NewMeeting }>('/v1/accounts/:id/meetings', create, async ({ params, body }, reply) => {
    const account = found(await admin.getAccount(params.id), 'account');
    if (body.hostUserId !== undefined && found(await admin.getUser(body.hostUserId), 'user').accountId !== account.id) {
      throw new Problem('not-found', 'There is no such user');
    }
    const { meeting, pin, hostPin } = await admin.createMeeting(account.id, body);
    return reply.code(201).send({ ...meeting, pin, hostPin });
  });
  app.get<{ Params: S.IdParams }>('/v1/meetings/:id', { schema: { params: S.IdParams } }, async ({ params }) =>
    found(await admin.getMeeting(params.id), 'meeting'),
  );
  const change = { schema: { params: S.IdParams, body: S.MeetingChange } };
  app.patch<{ Params: S.IdParams; Body: S.MeetingChange }>('/v1/meetings/:id', change, async ({ params, body }) => {
    const meeting = found(await admin.updateMeeting(params.id, body), 'meeting');
    onMeeting?.(meeting);
    return meeting;
  });
  app.post<{ Params: S.IdParams; Body: S.NewPin }>('/v1/meetings/:id/pins', { schema: { params: S.IdParams, body: S.NewPin } }, async ({ params, body }, reply) => {
    const meeting = found(await admin.getMeeting(params.id), 'meeting');
    return reply.code(201).send({ pin: await admin.issuePin(meeting.id, body?.role ?? 'attendee') });
  });
  app.delete<{ Params: S.IdParams }>('/v1/meetings/:id/pins', { schema: { params: S.IdParams } }, async ({ params }, reply) => {
    await admin.revokePins(found(await admin.getMeeting(params.id), 'meeting').id);
    return reply.code(204).send();
  });
}

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
