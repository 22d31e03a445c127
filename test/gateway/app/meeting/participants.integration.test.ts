/** A live meeting through the API, and its host's actions. */
import { describe, expect, it } from 'vitest';
import { participantOperations } from '../../../../gateway/app/meeting/participants.operations.ts';
import { createHttpServer } from '../../../../registry/index.ts';
import { openFakeLegs } from '../../../fakes/leg.ts';
import { until } from '../../../media/fake-room.ts';
import { useStage } from '../../scenarios/leg-stage.ts';

const on = useStage(openFakeLegs, 32_200);

async function api(): Promise<
  (
    method: 'GET' | 'PATCH' | 'DELETE' | 'POST',
    path: string,
    body?: object,
  ) => Promise<{ readonly status: number; readonly body: unknown }>
> {
  const { registry, meetings, dispatch } = on.stage;
  const key = await registry.admin.createApiKey('test');
  const app = createHttpServer({
    opened: registry,
    open: () => undefined,
    more: participantOperations({ meetings, dispatch }),
    onMeeting: ({ id, ended, waitForHost }) => {
      if (ended) dispatch.endMeeting(id);
      else if (!waitForHost) meetings.admitAll(id);
    },
    onError: (error) => {
      throw error;
    },
  });
  return async (method, path, body) => {
    const { statusCode, payload } = await app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${key}`, 'if-match': '*' },
      ...(body && { payload: body }),
    });
    return { status: statusCode, body: payload === '' ? undefined : (JSON.parse(payload) as unknown) };
  };
}

describe('participants', () => {
  it('are listed, muted and removed', async () => {
    const ask = await api();
    const path = `/v1/meetings/${on.stage.registry.meetingId}/participants`;
    expect(await ask('GET', path)).toEqual({ status: 200, body: { participants: [] } });
    const [a, b] = [await on.join(), await on.join()];
    expect(await ask('GET', path)).toEqual({
      status: 200,
      body: {
        participants: ['fake-1', 'fake-2'].map((callId) => ({
          callId,
          role: 'attendee',
          waiting: false,
          muted: false,
          sharing: false,
        })),
      },
    });
    on.speak(a, 400);
    await until('the other', () => on.hears(b, 400));
    expect((await ask('PATCH', `${path}/fake-1`, { muted: true })).status).toBe(204);
    b.device.packets.length = 0;
    await until('silence', () => b.device.packets.length > 60 && !on.hears(b, 400));
    expect((await ask('PATCH', `${path}/fake-1`, { muted: false })).status).toBe(204);
    await until('the other again', () => on.hears(b, 400));
    expect((await ask('DELETE', `${path}/fake-1`)).status).toBe(204);
    expect(await on.see(a.call, 'ended')).toEqual({ type: 'ended', reason: 'removed' });
    await on.hangUp(b.call);
  });

  it('that do not exist are answered 404', async () => {
    const ask = await api();
    const path = `/v1/meetings/${on.stage.registry.meetingId}/participants/nobody`;
    expect([(await ask('PATCH', path, { muted: true })).status, (await ask('DELETE', path)).status]).toEqual([
      404, 404,
    ]);
    expect([
      (await ask('PATCH', path, {})).status,
      (await ask('PATCH', path, { waiting: true })).status,
      (await ask('PATCH', path, { role: 'host' })).status,
    ]).toEqual([400, 400, 400]);
  });

  it('that wait are admitted one by one, or all at once when the meeting stops waiting for its host', async () => {
    const ask = await api();
    const { meeting, pin } = await on.stage.registry.admin.createMeeting(on.stage.registry.accountId, {
      title: 'Host',
      waitForHost: true,
    });
    const path = `/v1/meetings/${meeting.id}`;
    const meetings = [await on.join({ dial: pin }), await on.join({ dial: pin })];
    const waiting = async (): Promise<readonly boolean[]> =>
      ((await ask('GET', `${path}/participants`)).body as { participants: { waiting: boolean }[] }).participants.map(
        (each) => each.waiting,
      );
    expect(await waiting()).toEqual([true, true]);
    expect((await ask('PATCH', `${path}/participants/fake-1`, { waiting: false })).status).toBe(204);
    expect(await waiting()).toEqual([false, true]);
    expect((await ask('PATCH', path, { waitForHost: false })).status).toBe(200);
    expect(await waiting()).toEqual([false, false]);
    await on.hangUp(...meetings.map(({ call }) => call));
  });

  it('leave when the meeting is ended', async () => {
    const ask = await api();
    const { call } = await on.join();
    expect((await ask('PATCH', `/v1/meetings/${on.stage.registry.meetingId}`, { ended: true })).status).toBe(200);
    expect(await on.see(call, 'ended')).toEqual({ type: 'ended', reason: 'meeting-over' });
  });
});
