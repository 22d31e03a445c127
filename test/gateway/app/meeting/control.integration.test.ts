/** Shared content and remote control through the API, under the account's policies. */
import { describe, expect, it } from 'vitest';
import { controlOperations } from '../../../../gateway/app/meeting/control.operations.ts';
import { participantOperations } from '../../../../gateway/app/meeting/participants.operations.ts';
import { createHttpServer } from '../../../../registry/index.ts';
import { openFakeLegs } from '../../../fakes/leg.ts';
import { until } from '../../../media/fake-room.ts';
import type { RoomCall } from '../../scenarios/leg-driver.ts';
import { useStage } from '../../scenarios/leg-stage.ts';

const on = useStage(openFakeLegs, 32_500);

type Method = 'GET' | 'PATCH' | 'DELETE' | 'POST' | 'PUT';
interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
type Ask = (method: Method, path: string, body?: object, key?: string) => Promise<Answered>;

interface AuditEvent {
  readonly seq: number;
  readonly record: {
    readonly eventName: string;
    readonly eventType: string;
    readonly errorCode?: string;
    readonly errorMessage?: string;
    readonly requestParameters: Readonly<Record<string, unknown>>;
  };
}

async function openApi() {
  const { registry, meetings, dispatch } = on.stage;
  const admin = await registry.admin.createApiKey('test');
  const app = createHttpServer({
    opened: registry,
    open: () => undefined,
    more: [...participantOperations({ meetings, dispatch }), ...controlOperations(meetings)],
    onMeeting: ({ id, contentFloor }) => meetings.floorRuleChanged(id, contentFloor),
    onSettings: (accountId) => void meetings.accountChanged(accountId, (id) => registry.registry.meetingPolicies(id)),
    onError: (error) => {
      throw error;
    },
  });
  const ask: Ask = async (method, path, body, key = admin) => {
    const { statusCode, payload } = await app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${key}`, 'if-match': '*' },
      ...(body && { payload: body }),
    });
    return { status: statusCode, body: payload === '' ? {} : (JSON.parse(payload) as Answered['body']) };
  };
  const meeting = `/v1/meetings/${registry.meetingId}`;
  const settings = (change: object) => ask('PATCH', `/v1/accounts/${registry.accountId}/settings`, change);
  const floor = async () => (await ask('GET', `${meeting}/floor`)).body;
  const remote = (action: 'request' | 'grant' | 'deny' | 'release', callId: string) =>
    ask('POST', `${meeting}/remote-control${action === 'request' ? '' : `/${action}`}`, { callId });
  const state = async (after?: number) =>
    (await ask('GET', `${meeting}/remote-control${after === undefined ? '' : `?after=${after}`}`)).body;
  const audit = async (name: string, key = admin) =>
    (
      (await ask('GET', `/v1/audit-events?name=${name}`, undefined, key)).body as {
        readonly events?: readonly AuditEvent[];
      }
    ).events ?? [];
  return { ask, meeting, settings, floor, remote, state, audit };
}

type Api = Awaited<ReturnType<typeof openApi>>;

/** Two devices in the meeting; `shares`: the first one has the floor. */
async function pair({ ask, meeting }: Api, shares = true): Promise<readonly RoomCall[]> {
  const calls = [(await on.join()).call, (await on.join()).call];
  if (shares)
    expect(await ask('PUT', `${meeting}/floor`, { callId: 'fake-1' })).toEqual({
      status: 200,
      body: { holder: 'fake-1', rule: 'newest-wins' },
    });
  return calls;
}

const outcomes = ({ events }: Answered['body']) =>
  (events as readonly { readonly outcome: string; readonly reason: string }[]).map(
    ({ outcome, reason }) => `${outcome}: ${reason}`,
  );
const counted = async (labels: string): Promise<boolean> =>
  (await on.stage.metrics.registry.metrics()).includes(`roomgate_control_decisions_total{${labels}} 1`);
const refusedWith = (status: number, detail: string) => ({
  status,
  body: expect.objectContaining({ status, detail }) as unknown,
});
const IDLE = { state: 'idle', controller: null, sharer: null };

describe('the floor', () => {
  it('can be given to a call, shows in the list of participants, and can be taken', async () => {
    const api = await openApi();
    const calls = await pair(api, false);
    expect(await api.floor()).toEqual({ holder: null, rule: 'newest-wins' });
    expect((await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-1' })).status).toBe(200);
    expect((await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-2' })).body).toEqual({
      holder: 'fake-2',
      rule: 'newest-wins',
    });
    const { participants } = (await api.ask('GET', `${api.meeting}/participants`)).body as {
      readonly participants: readonly { readonly sharing: boolean }[];
    };
    expect(participants.map(({ sharing }) => sharing)).toEqual([false, true]);
    expect((await api.ask('DELETE', `${api.meeting}/floor`)).status).toBe(204);
    expect((await api.ask('DELETE', `${api.meeting}/floor`)).status).toBe(204);
    expect((await api.floor())['holder']).toBeNull();
    await on.hangUp(...calls);
  });

  it('cannot be given to an absent or waiting participant', async () => {
    const api = await openApi();
    const { meeting, pin } = await on.stage.registry.admin.createMeeting(on.stage.registry.accountId, {
      title: 'Host',
      waitForHost: true,
    });
    const { call } = await on.join({ dial: pin });
    expect((await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-1' })).status).toBe(404);
    expect(await api.ask('PUT', `/v1/meetings/${meeting.id}/floor`, { callId: 'fake-1' })).toEqual(
      refusedWith(409, 'The participant waits for the host'),
    );
    expect((await api.ask('PUT', `${api.meeting}/floor`, {})).status).toBe(400);
    await on.hangUp(call);
  });

  it('stays free while the account forbids sharing; each decision is audited and counted', async () => {
    const api = await openApi();
    const calls = await pair(api);
    expect((await api.settings({ contentFromDevices: 'off' })).status).toBe(200);
    await until('the floor to be free', () =>
      on.stage.meetings.participants(on.stage.registry.meetingId).every(({ sharing }) => !sharing),
    );
    expect(await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-2' })).toEqual(
      refusedWith(403, 'sharing is not available'),
    );
    expect((await api.floor())['holder']).toBeNull();
    await expect.poll(() => api.audit('ContentFloor')).toHaveLength(3);
    expect(
      (await api.audit('ContentFloor')).map(({ record: { requestParameters, errorCode } }) => [
        requestParameters['callId'],
        requestParameters['outcome'],
        requestParameters['reason'],
        errorCode,
      ]),
    ).toEqual([
      ['fake-2', 'denied', 'policy', 'AccessDenied'],
      ['fake-1', 'revoked', 'policy', undefined],
      ['fake-1', 'granted', 'host', undefined],
    ]);
    expect((await api.audit('GiveContentFloor'))[0]?.record).toMatchObject({
      eventType: 'ApiCall',
      errorCode: 'forbidden',
      errorMessage: 'sharing is not available',
    });
    for (const [outcome, reason] of [
      ['granted', 'host'],
      ['revoked', 'policy'],
      ['denied', 'policy'],
    ])
      expect(await counted(`control="content",outcome="${outcome}",reason="${reason}"`)).toBe(true);
    await on.hangUp(...calls);
  });

  it('follows a changed rule of the meeting at once', async () => {
    const api = await openApi();
    const calls = await pair(api);
    expect((await api.ask('PATCH', api.meeting, { contentFloor: 'first-holds' })).status).toBe(200);
    expect(await api.floor()).toEqual({ holder: 'fake-1', rule: 'first-holds' });
    expect(on.stage.meetings.live(on.stage.registry.meetingId)?.state.roster.floor).toMatchObject({
      rule: 'first-holds',
    });
    await on.hangUp(...calls);
  });

  it('is released by a leaving participant, whose call the audit log names', async () => {
    const api = await openApi();
    const [first, second] = (await pair(api)) as [RoomCall, RoomCall];
    await on.hangUp(first);
    await expect
      .poll(async () => (await api.audit('ContentFloor'))[0]?.record.requestParameters)
      .toMatchObject({ callId: 'fake-1', outcome: 'released', reason: 'left' });
    await on.hangUp(second);
  });
});

describe('remote control', () => {
  it('goes from asked to granted to released; polling shows each decision once', async () => {
    const api = await openApi();
    const calls = await pair(api);
    const asked = { state: 'asked', controller: 'fake-2', sharer: 'fake-1' };
    expect(await api.remote('request', 'fake-2')).toEqual({ status: 202, body: asked });
    const [requested] = (await api.state())['events'] as readonly {
      readonly seq: number;
      readonly decidedAt: number;
    }[];
    expect(requested).toEqual({
      seq: expect.any(Number),
      decidedAt: expect.any(Number),
      outcome: 'requested',
      reason: 'asked',
      controller: 'fake-2',
      sharer: 'fake-1',
    });
    expect(await api.remote('grant', 'fake-1')).toEqual({ status: 200, body: { ...asked, state: 'granted' } });
    expect(outcomes(await api.state(requested?.seq))).toEqual(['granted: sharer']);
    expect(await api.remote('release', 'fake-2')).toEqual({ status: 200, body: IDLE });
    expect(outcomes(await api.state())).toEqual(['requested: asked', 'granted: sharer', 'released: released']);
    const { events } = await api.state();
    const seqs = (events as readonly { readonly seq: number }[]).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(await api.state(seqs.at(-1))).toEqual({ ...IDLE, events: [] });
    for (const [outcome, reason] of [
      ['requested', 'asked'],
      ['granted', 'sharer'],
      ['released', 'released'],
    ])
      expect(await counted(`control="remote-control",outcome="${outcome}",reason="${reason}"`)).toBe(true);
    await on.hangUp(...calls);
  });

  it('can be denied and released by the sharer', async () => {
    const api = await openApi();
    const calls = await pair(api);
    await api.remote('request', 'fake-2');
    expect(await api.remote('deny', 'fake-1')).toEqual({ status: 200, body: IDLE });
    await api.remote('request', 'fake-2');
    await api.remote('grant', 'fake-1');
    expect((await api.remote('release', 'fake-1')).body).toEqual(IDLE);
    expect(outcomes(await api.state())).toEqual([
      'requested: asked',
      'denied: sharer',
      'requested: asked',
      'granted: sharer',
      'released: released',
    ]);
    await on.hangUp(...calls);
  });

  it('is refused with an explanation if it is impossible', async () => {
    const api = await openApi();
    const calls = await pair(api, false);
    const nothing = refusedWith(409, 'This call has no request to answer and no control to end');
    expect(await api.remote('request', 'fake-2')).toEqual(refusedWith(409, 'No other participant shares a screen'));
    for (const action of ['grant', 'deny', 'release'] as const)
      expect(await api.remote(action, 'fake-1')).toEqual(nothing);
    await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-1' });
    expect(await api.remote('request', 'fake-1')).toEqual(refusedWith(409, 'No other participant shares a screen'));
    await api.remote('request', 'fake-2');
    expect(await api.remote('request', 'fake-2')).toEqual(
      refusedWith(409, 'Another participant has control, or has asked for it'),
    );
    for (const action of ['grant', 'deny'] as const) expect(await api.remote(action, 'fake-2')).toEqual(nothing);
    expect((await api.remote('grant', 'nobody')).status).toBe(404);
    expect((await api.ask('GET', `${api.meeting}/remote-control?after=x`)).status).toBe(400);
    expect((await api.state())['state']).toBe('asked');
    await on.hangUp(...calls);
  });

  it('is refused while the account forbids it; nothing changes, and the audit log has the reason', async () => {
    const api = await openApi();
    const calls = await pair(api);
    await api.settings({ remoteControl: 'off' });
    const refused = refusedWith(403, 'remote control is not available');
    for (const [action, callId] of [
      ['request', 'fake-2'],
      ['grant', 'fake-1'],
      ['deny', 'fake-1'],
      ['release', 'fake-2'],
    ] as const)
      expect(await api.remote(action, callId)).toEqual(refused);
    expect(await api.state()).toMatchObject(IDLE);
    expect(outcomes(await api.state())).toEqual(['denied: policy']);
    await expect.poll(() => api.audit('RemoteControl')).toHaveLength(1);
    expect((await api.audit('RemoteControl'))[0]?.record).toMatchObject({
      eventType: 'ServiceEvent',
      errorCode: 'AccessDenied',
      errorMessage: 'remote control is not available',
      requestParameters: { callId: 'fake-2', about: 'fake-1', outcome: 'denied', reason: 'policy' },
    });
    expect((await api.audit('RequestRemoteControl'))[0]?.record).toMatchObject({
      eventType: 'ApiCall',
      errorCode: 'forbidden',
      errorMessage: 'remote control is not available',
    });
    expect(await counted('control="remote-control",outcome="denied",reason="policy"')).toBe(true);
    await on.hangUp(...calls);
  });

  it('follows a policy that was changed in the database only', async () => {
    const api = await openApi();
    const calls = await pair(api);
    await api.remote('request', 'fake-2');
    await on.stage.registry.db.updateTable('account').set({ remote_control: 'off' }).execute();
    expect(await api.remote('grant', 'fake-1')).toEqual(refusedWith(403, 'remote control is not available'));
    expect(outcomes(await api.state())).toEqual(['requested: asked', 'denied: policy']);
    await on.hangUp(...calls);
  });

  it.each([
    ['asked', 'denied: policy'],
    ['granted', 'released: policy'],
  ] as const)('that is %s ends when the account turns it off, by one event', async (kind, ended) => {
    const api = await openApi();
    const calls = await pair(api);
    await api.remote('request', 'fake-2');
    if (kind === 'granted') await api.remote('grant', 'fake-1');
    expect((await api.state())['state']).toBe(kind);
    const before = outcomes(await api.state()).length;
    await api.settings({ remoteControl: 'off' });
    await expect.poll(async () => (await api.state())['state']).toBe('idle');
    expect(outcomes(await api.state()).slice(before)).toEqual([ended]);
    await api.settings({ remoteControl: 'on' });
    expect((await api.remote('request', 'fake-2')).status).toBe(202);
    await on.hangUp(...calls);
  });

  it('ends with the floor, and when either participant leaves', async () => {
    const api = await openApi();
    const [first, second] = (await pair(api)) as [RoomCall, RoomCall];
    const granted = async (): Promise<void> => {
      expect((await api.remote('request', 'fake-2')).status).toBe(202);
      expect((await api.remote('grant', 'fake-1')).status).toBe(200);
    };
    await granted();
    await api.ask('DELETE', `${api.meeting}/floor`);
    expect(await api.state()).toMatchObject(IDLE);
    await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-1' });
    await granted();
    await on.hangUp(second);
    await expect
      .poll(async () => outcomes(await api.state()).filter((outcome) => outcome === 'released: gone'))
      .toHaveLength(2);
    await on.hangUp(first);
  });

  it('continues its sequence numbers after the meeting was empty', async () => {
    const api = await openApi();
    await on.hangUp(...(await pair(api)));
    const { call: first } = await on.join();
    const { call: second } = await on.join();
    await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-3' });
    await api.remote('request', 'fake-4');
    const [{ seq } = { seq: 0 }] = (await api.state())['events'] as readonly { readonly seq: number }[];
    await on.hangUp(first, second);
    await until('the meeting to be empty', () => on.stage.meetings.live(on.stage.registry.meetingId) === undefined);
    expect(await api.state()).toEqual({ ...IDLE, events: [] });
    const again = [(await on.join()).call, (await on.join()).call];
    await api.ask('PUT', `${api.meeting}/floor`, { callId: 'fake-5' });
    await api.remote('request', 'fake-6');
    expect(outcomes(await api.state(seq))).toContain('requested: asked');
    await on.hangUp(...again);
  });
});

describe('bandwidth for remote control', () => {
  const ofTotal = async (total: number): Promise<Api> => {
    await on.restage({ bandwidth: { total } });
    return openApi();
  };
  const reserved = (): Promise<number | undefined> =>
    Promise.resolve(
      [...(on.stage.meetings.live(on.stage.registry.meetingId)?.state.roster.participants.values() ?? [])][0]?.budget,
    );

  it('is reserved at both sites on grant, and released at the end', async () => {
    const api = await ofTotal(4_000_000);
    const calls = await pair(api);
    expect(await reserved()).toBe(2_000_000);
    await api.remote('request', 'fake-2');
    expect(await reserved()).toBe(2_000_000);
    await api.remote('grant', 'fake-1');
    expect(await reserved()).toBe(1_200_000);
    await api.remote('release', 'fake-2');
    expect(await reserved()).toBe(2_000_000);
    await on.hangUp(...calls);
  });

  it('is released when the account turns it off, and when either participant leaves', async () => {
    const api = await ofTotal(4_000_000);
    const [first, second] = (await pair(api)) as [RoomCall, RoomCall];
    const grant = async (): Promise<void> => {
      await api.remote('request', 'fake-2');
      await api.remote('grant', 'fake-1');
      expect(await reserved()).toBe(1_200_000);
    };
    await grant();
    await api.settings({ remoteControl: 'off' });
    await expect.poll(reserved).toBe(2_000_000);
    await api.settings({ remoteControl: 'on' });
    await grant();
    await on.hangUp(second);
    await expect.poll(reserved).toBe(4_000_000);
    await on.hangUp(first);
  });

  it('that does not suffice causes a refusal, and nothing is reserved', async () => {
    const api = await ofTotal(1_600_000);
    const calls = await pair(api);
    await api.remote('request', 'fake-2');
    expect(await api.remote('grant', 'fake-1')).toEqual(
      refusedWith(409, 'There is not enough bandwidth for remote control'),
    );
    expect(await api.state()).toMatchObject(IDLE);
    expect(outcomes(await api.state())).toEqual(['requested: asked', 'denied: no-bandwidth']);
    expect(await reserved()).toBe(800_000);
    await on.hangUp(...calls);
  });
});

describe('two accounts', () => {
  it('neither see nor control each other’s meetings', async () => {
    const api = await openApi();
    const calls = await pair(api);
    const { admin } = on.stage.registry;
    const other = await admin.createAccount('Other');
    const { meeting, pin } = await admin.createMeeting(other.id, { title: 'Theirs' });
    const { call: theirs } = await on.join({ dial: pin });
    const made = await api.ask('POST', '/v1/api-keys', {
      name: 'theirs',
      policies: ['AmazonChimeFullAccess'],
      accountId: other.id,
    });
    const key = String(made.body['key']);
    const own = `/v1/meetings/${meeting.id}`;
    const requests = (at: string): readonly (readonly [Method, string, object?])[] => [
      ['GET', `${at}/floor`],
      ['PUT', `${at}/floor`, { callId: 'fake-1' }],
      ['DELETE', `${at}/floor`],
      ['GET', `${at}/remote-control`],
      ...['', '/grant', '/deny', '/release'].map(
        (route) => ['POST', `${at}/remote-control${route}`, { callId: 'fake-1' }] as const,
      ),
    ];
    for (const [method, path, body] of requests(api.meeting))
      expect((await api.ask(method, path, body, key)).status, path).toBe(404);
    // Their own meeting has no such call; their own objects are permitted.
    expect((await api.ask('PUT', `${own}/floor`, { callId: 'fake-1' }, key)).status).toBe(404);
    expect((await api.ask('PUT', `${own}/floor`, { callId: 'fake-3' }, key)).status).toBe(200);
    expect((await api.floor())['holder']).toBe('fake-1');
    expect(
      (
        await api.ask(
          'PATCH',
          `/v1/accounts/${other.id}/settings`,
          { contentFromDevices: 'off', remoteControl: 'off' },
          key,
        )
      ).status,
    ).toBe(200);
    await expect.poll(async () => (await api.ask('GET', `${own}/floor`, undefined, key)).body['holder']).toBeNull();
    expect((await api.floor())['holder']).toBe('fake-1');
    await expect
      .poll(async () => (await api.audit('ContentFloor', key)).map(({ record }) => record.requestParameters['callId']))
      .toEqual(['fake-3', 'fake-3']);
    await on.hangUp(...calls, theirs);
  });

  it('need a policy that permits more than reading', async () => {
    const api = await openApi();
    const made = await api.ask('POST', '/v1/api-keys', { name: 'reader', policies: ['AmazonChimeReadOnly'] });
    const key = String(made.body['key']);
    expect([
      (await api.ask('GET', `${api.meeting}/floor`, undefined, key)).status,
      (await api.ask('GET', `${api.meeting}/remote-control`, undefined, key)).status,
    ]).toEqual([200, 200]);
    expect([
      (await api.ask('DELETE', `${api.meeting}/floor`, undefined, key)).status,
      (await api.ask('POST', `${api.meeting}/remote-control`, { callId: 'a' }, key)).status,
    ]).toEqual([403, 403]);
  });
});
