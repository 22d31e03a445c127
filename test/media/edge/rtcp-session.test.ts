import { expect, test } from 'vitest';
import { RtcpSession } from '../../../media/edge/rtcp-session.ts';
import type { Instant } from '../../../media/edge/rtcp-session.ts';
import { decodeRtcp } from '../../../media/rtp/rtcp.ts';

const WALL = Date.UTC(2026, 10, 22);

function open(): RtcpSession {
  return new RtcpSession({ ssrc: 77, cname: 'room@gateway', clockRate: 8000, random: () => 0.5 });
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

test('without anything sent the report is an RR with our CNAME', () => {
  const session = open();
  session.tick(at(0), 0);
  expect(decodeRtcp(session.tick(at(2500), 0) ?? new Uint8Array(0))).toEqual([
    { type: 'rr', ssrc: 77, reports: [] },
    { type: 'sdes', chunks: [{ ssrc: 77, cname: 'room@gateway' }] },
  ]);
});

test('a sender report tells both clocks, what was sent and what was received', () => {
  const session = open();
  session.tick(at(0), 0);
  session.sent(160);
  session.sent(160);
  for (let i = 0; i < 10; i++) session.received(5, i, i * 160, i * 20);
  session.handle([{ type: 'sr', ssrc: 5, ntpSeconds: 0x1111_2222, ntpFraction: 0x3333_4444, rtpTimestamp: 0, packetCount: 0, octetCount: 0, reports: [] }], 1500);
  const [report] = decodeRtcp(session.tick(at(2500), 4711) ?? new Uint8Array(0));
  expect(report).toMatchObject({ type: 'sr', ssrc: 77, ntpFraction: 0x8000_0000, rtpTimestamp: 4711, packetCount: 2, octetCount: 320 });
  expect(report).toMatchObject({ ntpSeconds: (WALL + 2000) / 1000 + 2_208_988_800 });
  expect(report).toMatchObject({ reports: [{ ssrc: 5, lastSr: 0x2222_3333, delaySinceLastSr: 65_536, cumulativeLost: 0, highestSequence: 9 }] });
  // Nothing sent since.
  expect(decodeRtcp(session.tick(at(7500), 4711) ?? new Uint8Array(0))[0]).toMatchObject({ type: 'rr' });
});

test('a keyframe request names the source of the device, FIR with a rising number', () => {
  const session = open();
  expect(session.keyframeRequest('pli')).toBeUndefined();
  session.received(5, 0, 0, 0);
  expect(decodeRtcp(session.keyframeRequest('pli') ?? new Uint8Array(0)).at(-1)).toEqual({ type: 'pli', sender: 77, media: 5 });
  const numbers = [1, 2].map(() => decodeRtcp(session.keyframeRequest('fir') ?? new Uint8Array(0)).at(-1));
  expect(numbers).toEqual([1, 2].map((sequence) => ({ type: 'fir', sender: 77, requests: [{ ssrc: 5, sequence }] })));
});

test.each([
  [{ type: 'pli', sender: 1, media: 0 }],
  [{ type: 'fir', sender: 1, requests: [] }],
] as const)('%j of the device asks for a keyframe', (packet) => {
  expect(open().handle([packet], 0)).toEqual({ keyframe: true });
});

test('losses add up over changes of the source', () => {
  const session = open();
  for (const sequence of [0, 1, 2, 4]) session.received(5, sequence, 0, 0);
  for (const sequence of [100, 101, 104]) session.received(6, sequence, 0, 0);
  expect(session.packetsLost).toBe(3);
});

test('BYE is a compound with our SSRC', () => {
  expect(decodeRtcp(open().bye()).map(({ type }) => type)).toEqual(['rr', 'sdes', 'bye']);
});
