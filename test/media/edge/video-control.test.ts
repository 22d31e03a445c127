import { expect, test } from 'vitest';
import { NO_FEEDBACK } from '../../../media/description.ts';
import { RtcpSession } from '../../../media/edge/rtcp-session.ts';
import { VideoControl } from '../../../media/edge/video-control.ts';
import type { Feedback } from '../../../media/port.ts';
import { decodeRtcp } from '../../../media/rtp/rtcp.ts';
import type { RtcpPacket } from '../../../media/rtp/rtcp.ts';
import { h264 } from '../fake-room.ts';

function open(feedback: Partial<Feedback>, address = '192.0.2.1') {
  const done: string[] = [];
  const rtcp = new RtcpSession({ ssrc: 77, cname: 'g', random: () => 0.5 });
  const control = new VideoControl(rtcp, {
    onVideo: () => {},
    resend: (data) => void done.push(`resend ${data[0]}`),
    sendRtcp: (data) => void done.push(told(decodeRtcp(data).at(-1))),
    onPictureLost: () => {},
    onRateLimitWanted: (bitrate) => void done.push(`wanted ${bitrate}`),
    onSendLimit: (bitrate) => void done.push(`limit ${bitrate}`),
  });
  const remote = { address, port: 5000 };
  control.agree({
    kind: 'video',
    remoteRtp: remote,
    remoteRtcp: remote,
    receive: true,
    send: true,
    sendCodec: h264(1),
    receiveCodecs: [h264(1)],
    feedback: { ...NO_FEEDBACK, ...feedback },
  });
  /** The actions of that period, each with its time. */
  const run = (from: number, to: number): string[] => {
    const out: string[] = [];
    for (let now = from; now < to; now += 20) {
      control.tick(now);
      out.push(...done.splice(0).map((what) => `${now}: ${what}`));
    }
    return out;
  };
  const hear = (packet: RtcpPacket, now: number): string[] => {
    control.handle(rtcp.handle([packet], now), now);
    return done.splice(0);
  };
  return { rtcp, control, run, hear };
}

function told(packet: RtcpPacket | undefined): string {
  if (packet?.type === 'tmmbr' || packet?.type === 'tmmbn')
    return `${packet.type} ${packet.limits.map(({ ssrc, bitrate, overhead }) => `${ssrc}/${bitrate}/${overhead}`).join()}`;
  return packet?.type === 'remb' ? `remb ${packet.ssrcs.join()}/${packet.bitrate}` : String(packet?.type);
}

test('a device that accepts TMMBR is asked by TMMBR, once its SSRC is known, until it answers; a new SSRC is asked again', () => {
  const { rtcp, control, run, hear } = open({ tmmbr: true, remb: true });
  control.setReceiveLimit(450_000);
  expect(run(0, 1000)).toEqual([]);
  rtcp.received(5, 0, 1000);
  expect(run(1000, 1600)).toEqual(['1000: tmmbr 5/450000/40', '1500: tmmbr 5/450000/40']);
  hear({ type: 'tmmbn', sender: 5, limits: [{ ssrc: 77, bitrate: 450_000, overhead: 40 }] }, 1600);
  control.setReceiveLimit(450_000);
  expect(run(1600, 10_000)).toEqual([]);
  rtcp.received(6, 0, 10_000);
  expect(run(10_000, 10_100)).toEqual(['10000: tmmbr 6/450000/40']);
  control.setReceiveLimit(184_000);
  expect(run(10_100, 20_000).map((line) => line.split(' ')[2])).toEqual(['6/184000/40', '6/184000/40', '6/184000/40']);
});

test('over IPv6 the headers are longer', () => {
  const { rtcp, control, run } = open({ tmmbr: true }, '2001:db8::1');
  rtcp.received(5, 0, 0);
  control.setReceiveLimit(64_000);
  expect(run(0, 20)).toEqual(['0: tmmbr 5/64000/60']);
});

test('a device that accepts only REMB is asked by REMB, one that accepts neither by signalling', () => {
  const remb = open({ remb: true });
  remb.rtcp.received(5, 0, 0);
  remb.control.setReceiveLimit(450_000);
  expect(remb.run(0, 100)).toEqual(['0: remb 5/450000']);
  const neither = open({});
  neither.control.setReceiveLimit(450_000);
  expect(neither.run(0, 20_000)).toEqual(['0: wanted 450000']);
});

test("a device's TMMBR is answered with TMMBN each time, and reported once", () => {
  const { hear } = open({ tmmbr: true });
  const request: RtcpPacket = { type: 'tmmbr', sender: 5, limits: [{ ssrc: 77, bitrate: 228_000, overhead: 40 }] };
  expect(hear(request, 0)).toEqual(['tmmbn 5/228000/40', 'limit 220000']);
  expect(hear(request, 500)).toEqual(['tmmbn 5/228000/40']);
  expect(hear({ type: 'remb', sender: 5, bitrate: 100_000, ssrcs: [77] }, 600)).toEqual(['limit 100000']);
});

test('packets are resent on request if NACK was agreed, and only then', () => {
  for (const nack of [true, false]) {
    const { control, hear } = open({ nack });
    control.sent(7, Uint8Array.of(1), 0);
    expect(hear({ type: 'nack', sender: 5, media: 77, sequences: [6, 7] }, 100)).toEqual(nack ? ['resend 1'] : []);
    expect(control.counts.resent).toBe(nack ? 1 : 0);
  }
});
