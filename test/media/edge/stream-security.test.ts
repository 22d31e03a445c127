import { describe, expect, it } from 'vitest';
import { EdgeSecurity } from '../../../media/edge/stream-security.ts';
import type { StreamSecurity } from '../../../media/port.ts';
import { SrtpReceiver, SrtpSender, type SrtpKey } from '../../../media/srtp/srtp.ts';

const key = (fill: number): SrtpKey => ({
  suite: 'AES_CM_128_HMAC_SHA1_80',
  master: Buffer.alloc(30, fill).toString('base64'),
  mkiLength: 0,
  unencryptedRtcp: false,
});
const keys = (send: number, receive: number): StreamSecurity => ({
  method: 'sdes',
  send: key(send),
  receive: key(receive),
});
const packet = (sequence: number): Buffer => {
  const data = Buffer.alloc(32, 1);
  data[0] = 0x80;
  data[1] = 0;
  data.writeUInt16BE(sequence, 2);
  return data;
};
const REPORT = Buffer.from('80c90001000000ff', 'hex');

describe('SRTP of a stream', () => {
  it('that resumes after hold with the same keys continues its index', () => {
    const security = new EdgeSecurity(() => {});
    const device = new SrtpReceiver(key(1));
    security.agree(keys(1, 2));
    const first = security.sealRtcp(REPORT);
    expect(device.unprotect(first)).toBeInstanceOf(Uint8Array);
    security.agree(undefined);
    security.agree(keys(1, 2));
    const second = security.sealRtcp(REPORT);
    expect(second).not.toEqual(first);
    expect(device.unprotect(second)).toBeInstanceOf(Uint8Array);
  });

  it('is off during hold, and when the stream resumes without keys', () => {
    const security = new EdgeSecurity(() => {});
    security.agree(keys(1, 2));
    security.agree(undefined);
    expect(security.open(packet(1))).toEqual(packet(1));
    expect(security.sealRtp(packet(1))).toEqual(packet(1));
  });

  it('with a new key accepts packets in flight under the old one for a while, and reports nothing', () => {
    const told: string[] = [];
    const security = new EdgeSecurity((failure) => told.push(failure));
    const [old, next] = [new SrtpSender(key(2)), new SrtpSender(key(3))];
    security.agree(keys(1, 2));
    expect(security.open(old.protectRtp(packet(1)))).toBeDefined();
    const late = [old.protectRtp(packet(2)), old.protectRtp(packet(3))];
    security.agree(keys(1, 3));
    expect(security.open(next.protectRtp(packet(4)))).toBeDefined();
    expect(security.open(late[0]!)).toBeDefined();
    for (let sequence = 5; sequence < 80; sequence++)
      expect(security.open(next.protectRtp(packet(sequence)))).toBeDefined();
    expect(told).toEqual([]);
    expect(security.open(late[1]!)).toBeUndefined();
    expect(told).toEqual(['authentication']);
    expect(security.discarded).toBe(1);
  });
});
