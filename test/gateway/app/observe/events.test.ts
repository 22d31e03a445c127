import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../../../gateway/core/call/call.ts';
import { END_REASONS, resultOf } from '../../../../gateway/core/reason.ts';
import { Secret } from '../../../../base/secret.ts';
import { Events } from '../../../../gateway/app/observe/events.ts';
import { createMetrics, observeAtScrape } from '../../../../gateway/app/observe/metrics.ts';
import { rtpDelta } from '../../../../gateway/app/observe/rtp-delta.ts';
import type { StreamStats } from '../../../../media/port.ts';
import type { CallRecord, ServiceEvent } from '../../../../registry/port.ts';

const PIN = '0123456789';
const EVIL = 'evil"} 1\nroomgate_calls_total{x="';

function harness() {
  const lines: string[] = [];
  const records: CallRecord[] = [];
  const audited: ServiceEvent[] = [];
  const metrics = createMetrics();
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const events = new Events({
    metrics,
    log,
    registry: {
      recordEvent: async (event) => void audited.push(event),
      recordCall: async (record) => void records.push(record),
    },
    now: () => 5000,
  });
  return { events, lines, records, audited, metrics };
}

const facts: CallFacts = {
  info: {
    callId: 'sip-1',
    signallingId: 'abc@192.0.2.7',
    protocol: 'sip',
    direction: 'inbound',
    dialled: { user: new Secret(PIN), host: 'meet.chime.in' },
    userAgent: EVIL,
    source: { address: '192.0.2.7', port: 5060 },
    family: 4,
  },
  startedAt: 1000,
  answeredAt: 2000,
  meeting: {
    meetingId: 'm1',
    accountId: 'a1',
    role: 'attendee',
    waitsForHost: false,
    policies: {
      remoteControl: 'on',
      farEndCameraControl: 'on',
      contentFromDevices: 'on',
      minimumEncryption: 'none',
      contentFloor: 'newest-wins',
    },
  },
  audioCodec: 'G722',
};

const stats = (packets: number): StreamStats => ({
  kind: 'audio',
  packetsReceived: packets,
  packetsSent: packets,
  bytesReceived: packets * 172,
  bytesSent: packets * 172,
  packetsLost: 1,
  jitter: 0.004,
  packetsDiscarded: 0,
  keyframesRequested: 0,
});

describe('the end of a call', () => {
  it('is one count, one log line and one record', async () => {
    const { events, lines, records, metrics } = harness();
    events.onFinished(facts, 'hung-up');
    expect(records).toEqual([
      expect.objectContaining({
        callId: 'sip-1',
        signallingId: 'abc@192.0.2.7',
        reason: 'hung-up',
        result: 'success',
        startedAt: 1000,
        answeredAt: 2000,
        endedAt: 5000,
        meetingId: 'm1',
        audioCodec: 'G722',
      }),
    ]);
    expect(lines).toHaveLength(1);
    expect(await metrics.registry.metrics()).toContain(
      'roomgate_calls_total{protocol="sip",direction="inbound",result="success",reason="hung-up"} 1',
    );
  });

  it('is attributed to its device if that is proven', () => {
    const recordOf = (proven: boolean) => {
      const { events, records } = harness();
      const profile = { supported: true, audio: 'both', video: 'both', screen: 'both' } as const;
      const device = {
        rule: 'model',
        ruleId: 'm',
        vendor: 'V',
        model: 'M',
        firmware: 'ce9.1',
        firmwareLine: 'ce9',
        evidence: '',
        sip: profile,
        h323: profile,
        device: { id: 'd1', accountId: 'a1', proven },
      } as const;
      events.onFinished({ ...facts, device }, 'hung-up');
      return records[0];
    };
    expect(recordOf(true)).toMatchObject({ deviceId: 'd1', firmware: 'ce9.1', firmwareLine: 'ce9' });
    expect(recordOf(false)).not.toHaveProperty('deviceId');
  });

  it('puts no secret into log, metrics or record, and text invented by the peer only into the record', async () => {
    const { events, lines, records, metrics } = harness();
    events.onFinished(facts, 'hung-up');
    events.onError(facts.info, new Error('broken'));
    events.onSipFact({ type: 'retransmission', what: 'request', method: EVIL });
    const told = lines.join('') + (await metrics.registry.metrics());
    expect(told + JSON.stringify(records)).not.toContain(PIN);
    expect(told).not.toContain('evil');
    expect(
      records.map(({ software, ...rest }) => [software?.includes('evil'), JSON.stringify(rest).includes('evil')]),
    ).toEqual([[true, false]]);
  });

  it('counts and names the changes of a drachtio-server and its calls', async () => {
    const { events, lines, metrics } = harness();
    events.onSipFact({ type: 'server', change: 'lost', server: '10.0.0.5:9022', calls: 3 });
    events.onSipFact({
      type: 'server',
      change: 'refused',
      server: '10.0.0.5:9022',
      calls: 0,
      detail: 'the secret was rejected',
    });
    expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
      { level: 40, msg: 'SIP server lost', server: '10.0.0.5:9022', calls: 3 },
      { level: 40, msg: 'SIP server refused', detail: 'the secret was rejected' },
    ]);
    expect(await metrics.registry.metrics()).toContain('roomgate_sip_server_changes_total{change="lost"} 1');
  });

  it('that cannot be recorded is a fault, not a crash', async () => {
    const { metrics } = harness();
    const lines: string[] = [];
    const events = new Events({
      metrics,
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      registry: { recordEvent: async () => undefined, recordCall: () => Promise.reject(new Error('disk full')) },
      now: () => 0,
    });
    events.onFinished(facts, 'hung-up');
    await new Promise((done) => void setImmediate(done));
    expect(lines.at(-1)).toContain('disk full');
    expect(await metrics.registry.metrics()).toContain('roomgate_errors_total 1');
  });

  it('has a result for every reason', () => {
    for (const reason of END_REASONS)
      expect(['success', 'refused', 'client-error', 'server-error']).toContain(resultOf(reason));
  });
});

describe('a decision about content, a camera or a shared computer', () => {
  const call = { callId: 'c1', source: '192.0.2.7' };
  const where = { meetingId: 'm1', accountId: 'a1' };

  it.each([
    ['content', 'ContentFloor', 'sharing is not available'],
    ['camera', 'CameraControl', 'remote control is not available'],
    ['remote-control', 'RemoteControl', 'remote control is not available'],
  ] as const)(
    '(%s) causes one audit event, one count and one log line; a refusal has an explanation',
    async (control, name, message) => {
      const { events, audited, lines, metrics } = harness();
      events.onDecision({ control, outcome: 'denied', reason: 'policy', ...where, call, about: 'c2' });
      events.onDecision({ control, outcome: 'granted', reason: 'asked', ...where, call: undefined });
      expect(audited).toEqual([
        {
          name,
          source: '192.0.2.7',
          accountId: 'a1',
          parameters: { outcome: 'denied', reason: 'policy', meetingId: 'm1', callId: 'c1', about: 'c2' },
          error: { code: 'AccessDenied', message },
        },
        { name, source: '', accountId: 'a1', parameters: { outcome: 'granted', reason: 'asked', meetingId: 'm1' } },
      ]);
      const text = await metrics.registry.metrics();
      for (const labels of [`outcome="denied",reason="policy"`, `outcome="granted",reason="asked"`])
        expect(text).toContain(`roomgate_control_decisions_total{control="${control}",${labels}} 1`);
      expect(lines).toHaveLength(2);
    },
  );
});

describe('packet counts', () => {
  it('grow by the increase since the last report', () => {
    expect(rtpDelta([], [stats(10)])).toEqual([stats(10)]);
    expect(rtpDelta([stats(10)], [stats(25)])[0]).toMatchObject({ packetsReceived: 15, packetsLost: 0, jitter: 0.004 });
  });

  const audio = (played: number, concealed: number): StreamStats => ({
    ...stats(10),
    played,
    concealed,
    late: 2,
    targetDelay: 40,
  });
  const video = (resent: number): StreamStats => ({
    ...stats(10),
    kind: 'video',
    tooHigh: 1,
    recovered: 7,
    resent,
    keyframesRequested: 3,
  });

  it('of one medium only grow, too; the delay is the latest', () => {
    expect(rtpDelta([audio(100, 500), video(5)], [audio(150, 560), video(8)])).toEqual([
      { ...stats(0), packetsLost: 0, played: 50, concealed: 60, late: 0, targetDelay: 40 },
      { ...stats(0), kind: 'video', packetsLost: 0, keyframesRequested: 0, tooHigh: 0, recovered: 0, resent: 3 },
    ]);
  });

  it('restart from zero when the media plane restarts its counts', () => {
    expect(rtpDelta([audio(100, 500)], [audio(30, 20)])[0]).toMatchObject({
      played: 30,
      concealed: 20,
      packetsReceived: 0,
    });
  });

  it('are in base units, without labels chosen by a peer', async () => {
    const { events, metrics } = harness();
    events.onRtp([audio(100, 500), video(5)]);
    const text = await metrics.registry.metrics();
    for (const line of [
      'roomgate_audio_packets_played_total 100',
      'roomgate_audio_packets_late_total 2',
      'roomgate_audio_concealed_seconds_total 0.5',
      'roomgate_audio_target_delay_seconds_sum 0.04',
      'roomgate_video_packets_recovered_total 7',
      'roomgate_video_packets_resent_total 5',
      'roomgate_video_too_high_total 1',
      'roomgate_video_keyframes_requested_total 3',
    ])
      expect(text).toContain(`${line}\n`);
  });

  it('never decrease, even if lost packets arrive late', async () => {
    const { events, metrics } = harness();
    events.onRtp([{ ...stats(10), packetsLost: -2 }]);
    expect(await metrics.registry.metrics()).toContain('roomgate_rtp_packets_lost_total{kind="audio"} 0');
  });
});

describe('the self-description of a device', () => {
  const softwareOf = (info: Partial<CallFacts['info']>, more: Partial<CallFacts> = {}): string | undefined => {
    const { events, records } = harness();
    events.onFinished({ ...facts, ...more, info: { ...facts.info, ...info } }, 'hung-up');
    return records[0]?.software;
  };
  const vendor = {
    t35: { country: 181, extension: 0, manufacturer: 20_560 },
    product: 'RealPresence Group 500',
    version: '6.2.2',
  };

  it('is recorded for SIP and H.323', () => {
    expect(softwareOf({ userAgent: 'Yealink VC400 30.10.0.27' })).toBe('Yealink VC400 30.10.0.27');
    expect(softwareOf({}, { vendor })).toBe('RealPresence Group 500 6.2.2 (T.35 181/0/20560)');
  });

  it('is shortened and stripped of unprintable characters', () => {
    expect(softwareOf({ userAgent: `a\u0000\n${'b'.repeat(500)}` })).toBe(`a${'b'.repeat(127)}`);
    expect(softwareOf({ userAgent: '\u0001' })).toBeUndefined();
  });
});

describe('the media relay', () => {
  const instance = '10.0.0.1:2223';

  it('that goes down is counted by name; the log has the number of its calls', async () => {
    const { events, lines, metrics } = harness();
    events.onRelayFact({ type: 'instance', instance, change: 'down', sessions: 3 });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 50, instance, calls: 3, msg: 'media relay down' },
    ]);
    expect(await metrics.registry.metrics()).toContain(
      `roomgate_relay_instance_changes_total{instance="${instance}",change="down"} 1`,
    );
  });

  it('has its calls counted by outcome and cause', async () => {
    const { events, lines, metrics } = harness();
    events.onRelayedCall({ callId: 'sip-1', instance, change: 'anchored' });
    events.onRelayedCall({ callId: 'sip-1', instance, change: 'moving', why: 'instance-down' });
    events.onRelayedCall({ callId: 'sip-1', instance: undefined, change: 'lost', why: 'no-instance' });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 40, why: 'instance-down' },
      { level: 50, callId: 'sip-1', why: 'no-instance', msg: 'call lost at the media relay' },
    ]);
    const text = await metrics.registry.metrics();
    for (const line of [
      '{change="anchored",why=""} 1',
      '{change="moving",why="instance-down"} 1',
      '{change="lost",why="no-instance"} 1',
    ])
      expect(text).toContain(`roomgate_relay_calls_total${line}`);
  });

  it('reports its response times and the quality of its streams', async () => {
    const { events, metrics } = harness();
    events.onRelayFact({ type: 'request', instance, command: 'offer', outcome: 'timeout', seconds: 1 });
    events.onRelayFact({
      type: 'quality',
      instance,
      streams: [
        { loss: 0.02, jitter: 0.01, mos: 4.1, roundTrip: 0.03 },
        { loss: 0, jitter: 0 },
      ],
    });
    const text = await metrics.registry.metrics();
    for (const line of [
      `request_seconds_count{instance="${instance}",command="offer",outcome="timeout"} 1`,
      `mos_sum{instance="${instance}"} 4.1`,
      `mos_count{instance="${instance}"} 1`,
      `loss_ratio_count{instance="${instance}"} 2`,
    ])
      expect(text).toContain(`roomgate_relay_${line}`);
  });
});

describe('the scrape', () => {
  it('shows the current sizes', async () => {
    const { metrics } = harness();
    const refresh = observeAtScrape(metrics, {
      activeCalls: () => 3,
      certificates: () => new Map([['devices', 5000]]),
      activeMeetings: () => 2,
      h323: () => ({ connections: 0, calls: 0, registrations: 0 }),
      sip: () => ({ clientTransactions: 1, serverTransactions: 4, connections: 5, timers: 0 }),
      media: async () => ({
        ports: { total: 100, used: 8, draining: 4 },
        workers: [{ id: 0, state: 'ready', bridges: 2, members: 3, eventLoopDelayP99: 0.01 }],
      }),
      reportRtp: async () => undefined,
      relay: () => [{ instance: '10.0.0.1:2223', up: true, sessions: 6 }],
    });
    await refresh();
    const text = await metrics.registry.metrics();
    for (const line of [
      'roomgate_calls_active 3',
      'roomgate_meetings_active 2',
      'roomgate_sip_transactions{side="server"} 4',
      'roomgate_media_ports{state="draining"} 4',
      'roomgate_media_worker_up{worker="0"} 1',
      'roomgate_relay_up{instance="10.0.0.1:2223"} 1',
      'roomgate_relay_sessions{instance="10.0.0.1:2223"} 6',
    ])
      expect(text).toContain(line);
  });
});
