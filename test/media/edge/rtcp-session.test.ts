import { expect, test } from 'vitest';
import { RtcpSession } from '../../../media/edge/rtcp-session.ts';
import type { Instant } from '../../../media/edge/rtcp-session.ts';
import { decodeRtcp } from '../../../media/rtp/rtcp.ts';

const WALL = Date.UTC(2026, 10, 22);

function open(): RtcpSession {
  return new RtcpSession({ ssrc: 77, cname: 'room@gateway', random: () => 0.5 });
}

function at(now: number): Instant {
  return { now, wall: WALL + now };
}

test('reports are due after half an interval, then every five seconds', () => {
  const session = open();
  const due: number[] = [];
  for (let now = 0; now <= 15_000; now += 20) if (session.tick(at(now), undefined) !== undefined) due.push(now);
  expect(due).toEqual([2500, 7500, 12_500]);
});

test('the report is an RR with our CNAME if nothing was sent', () => {
  const session = open();
  session.tick(at(0), 0);
  expect(decodeRtcp(session.tick(at(2500), 0) ?? new Uint8Array(0))).toEqual([
    { type: 'rr', ssrc: 77, reports: [] },
    { type: 'sdes', chunks: [{ ssrc: 77, cname: 'room@gateway' }] },
  ]);
});

test('a sender report has both clocks, what was sent and what was received', () => {
  const session = open();
  session.tick(at(0), 0);
  session.sent(160);
  session.sent(160);
  for (let i = 0; i < 10; i++) session.received(5, i, i * 20, { timestamp: i * 160, clockRate: 8000 });
  session.handle(
    [
      {
        type: 'sr',
        ssrc: 5,
        ntpSeconds: 0x1111_2222,
        ntpFraction: 0x3333_4444,
        rtpTimestamp: 0,
        packetCount: 0,
        octetCount: 0,
        reports: [],
      },
    ],
    1500,
  );
  const [report] = decodeRtcp(session.tick(at(2500), 4711) ?? new Uint8Array(0));
  expect(report).toMatchObject({
    type: 'sr',
    ssrc: 77,
    ntpFraction: 0x8000_0000,
    rtpTimestamp: 4711,
    packetCount: 2,
    octetCount: 320,
  });
  expect(report).toMatchObject({ ntpSeconds: (WALL + 2000) / 1000 + 2_208_988_800 });
  expect(report).toMatchObject({
    reports: [{ ssrc: 5, lastSr: 0x2222_3333, delaySinceLastSr: 65_536, cumulativeLost: 0, highestSequence: 9 }],
  });
  // Nothing has been sent since.
  expect(decodeRtcp(session.tick(at(7500), 4711) ?? new Uint8Array(0))[0]).toMatchObject({ type: 'rr' });
});

function last(data: Uint8Array | undefined): unknown {
  return decodeRtcp(data ?? new Uint8Array(0)).at(-1);
}

test("requests wait until the device's SSRC is known, and name it", () => {
  const session = open();
  expect(session.keyframeRequest('pli', 0, false)).toBeUndefined();
  expect(session.nack([1])).toBeUndefined();
  session.received(5, 0, 0);
  expect(last(session.keyframeRequest('pli', 0, false))).toEqual({ type: 'pli', sender: 77, media: 5 });
  expect(last(session.nack([7, 9, 65_535]))).toEqual({ type: 'nack', sender: 77, media: 5, sequences: [7, 9, 65_535] });
  expect(last(session.rateRequest('tmmbr', 450_000, 40))).toEqual({
    type: 'tmmbr',
    sender: 77,
    limits: [{ ssrc: 5, bitrate: 450_000, overhead: 40 }],
  });
  expect(last(session.rateRequest('remb', 450_000, 40))).toEqual({
    type: 'remb',
    sender: 77,
    bitrate: 450_000,
    ssrcs: [5],
  });
  expect(last(session.rateNotice({ ssrc: 5, bitrate: 128_000, overhead: 40 }))).toEqual({
    type: 'tmmbn',
    sender: 77,
    limits: [{ ssrc: 5, bitrate: 128_000, overhead: 40 }],
  });
});

test('a FIR repeated soon keeps its number, a later one increments it (RFC 5104 §4.3.1.2)', () => {
  const session = open();
  session.received(5, 0, 0);
  const numbers = (
    [
      [0, false],
      [200, true],
      [900, true],
      [1000, true],
      [1100, false],
    ] as const
  ).map(([now, again]) => last(session.keyframeRequest('fir', now, again)));
  expect(numbers).toEqual(
    [1, 1, 1, 2, 3].map((sequence) => ({ type: 'fir', sender: 77, requests: [{ ssrc: 5, sequence }] })),
  );
});

test.each([[{ type: 'pli', sender: 1, media: 0 }], [{ type: 'fir', sender: 1, requests: [] }]] as const)(
  '%j from the device requests a keyframe',
  (packet) => {
    expect(open().handle([packet], 0)).toMatchObject({ keyframe: true });
  },
);

test('a FIR from the device counts once per number, and again after a second for devices that never increment it', () => {
  const session = open();
  const ask = (sequence: number, now: number): boolean =>
    session.handle([{ type: 'fir', sender: 1, requests: [{ ssrc: 77, sequence }] }], now).keyframe;
  expect([ask(4, 0), ask(4, 300), ask(5, 400), ask(5, 1399), ask(5, 1400)]).toEqual([true, false, true, false, true]);
});

test("the device's losses and limits are reported; limits for others are not", () => {
  const session = open();
  expect(
    session.handle(
      [
        { type: 'nack', sender: 5, media: 77, sequences: [3, 4] },
        { type: 'nack', sender: 5, media: 77, sequences: [9] },
      ],
      0,
    ),
  ).toEqual({ keyframe: false, lost: [3, 4, 9], limited: false });
  expect(
    session.handle([{ type: 'tmmbr', sender: 5, limits: [{ ssrc: 77, bitrate: 128_000, overhead: 40 }] }], 0).limit,
  ).toEqual({ way: 'tmmbr', sender: 5, bitrate: 128_000, overhead: 40 });
  expect(
    session.handle(
      [
        { type: 'tmmbr', sender: 5, limits: [{ ssrc: 78, bitrate: 1, overhead: 0 }] },
        { type: 'remb', sender: 5, bitrate: 1, ssrcs: [78] },
      ],
      0,
    ).limit,
  ).toBeUndefined();
  expect(session.handle([{ type: 'remb', sender: 5, bitrate: 300_000, ssrcs: [77] }], 0).limit).toEqual({
    way: 'remb',
    sender: 5,
    bitrate: 300_000,
    overhead: 0,
  });
  expect(session.handle([{ type: 'tmmbn', sender: 5, limits: [] }], 0).limited).toBe(true);
});

test('a NACK of any length is read up to a limit', () => {
  const sequences = Array.from({ length: 5000 }, (_, index) => index);
  expect(open().handle([{ type: 'nack', sender: 5, media: 77, sequences }], 0).lost.length).toBe(256);
});

test('losses add up across changes of the source', () => {
  const session = open();
  for (const sequence of [0, 1, 2, 4]) session.received(5, sequence, 0);
  for (const sequence of [100, 101, 104]) session.received(6, sequence, 0);
  expect(session.packetsLost).toBe(3);
});

test('BYE is a compound with our SSRC', () => {
  expect(decodeRtcp(open().bye()).map(({ type }) => type)).toEqual(['rr', 'sdes', 'bye']);
});

test('the packets of a digit share a timestamp and do not affect jitter', () => {
  const session = open();
  for (let i = 0; i < 50; i++)
    session.received(5, i, i * 20, i > 10 && i < 30 ? undefined : { timestamp: i * 160, clockRate: 8000 });
  expect([session.jitter, session.packetsLost]).toEqual([0, 0]);
});

test('a device whose clock stood still during hold has no jitter from that', () => {
  const session = open();
  for (let i = 0; i < 50; i++)
    session.received(5, i, i * 20 + (i < 25 ? 0 : 60_000), { timestamp: i * 160, clockRate: 8000 });
  expect(session.jitter).toBe(0);
});
