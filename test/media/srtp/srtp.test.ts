import { describe, expect, it } from 'vitest';
import { createPacketCipher } from '../../../media/srtp/cipher.ts';
import { deriveSessionKeys } from '../../../media/srtp/key-derivation.ts';
import { SrtpReceiver, SrtpSender, type SrtpKey } from '../../../media/srtp/srtp.ts';
import { CRYPTO_SUITES, masterLength, type CryptoSuiteName } from '../../../media/srtp/suites.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const EMPTY = Buffer.alloc(0);
const SUITES = Object.keys(CRYPTO_SUITES) as CryptoSuiteName[];

function keyOf(suite: CryptoSuiteName, options: Partial<SrtpKey> & { readonly seed?: number } = {}): SrtpKey {
  const { seed = 1, ...rest } = options;
  const master = Buffer.from(Array.from({ length: masterLength(suite) }, (_, i) => (i * 7 + seed) & 0xff)).toString(
    'base64',
  );
  return { suite, master, mkiLength: 0, unencryptedRtcp: false, ...rest };
}

function rtp(sequence: number, options: { readonly ssrc?: number; readonly extension?: boolean } = {}): Buffer {
  const header = Buffer.alloc(12);
  header[0] = options.extension === true ? 0x91 : 0x80;
  header[1] = 9;
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(sequence * 160, 4);
  header.writeUInt32BE(options.ssrc ?? 0xcafebabe, 8);
  const more = options.extension === true ? hex('00000001 bede0001 10ff0000') : EMPTY;
  return Buffer.concat([header, more, Buffer.alloc(160, sequence & 0xff)]);
}

const REPORT = hex('80c90001 cafebabe 81ca0004 cafebabe 010a726f 6f6d2e65 78616d70');

describe('the vectors of RFC 3711', () => {
  it('B.2: the key stream of AES in counter mode', () => {
    const keys = {
      encryption: hex('2b7e151628aed2a6abf7158809cf4f3c'),
      authentication: Buffer.alloc(20),
      salt: hex('f0f1f2f3f4f5f6f7f8f9fafbfcfd'),
    };
    const cipher = createPacketCipher(CRYPTO_SUITES.AES_CM_128_HMAC_SHA1_80, keys, 'rtp');
    const { body } = cipher.seal(EMPTY, Buffer.alloc(48), EMPTY, { ssrc: 0, index: 0 });
    expect(Buffer.from(body).toString('hex')).toBe(
      'e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0',
    );
  });

  it('B.3: session keys', () => {
    const keys = deriveSessionKeys(
      CRYPTO_SUITES.AES_CM_128_HMAC_SHA1_80,
      hex('e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6'),
      'rtp',
    );
    expect(keys.encryption.toString('hex')).toBe('c61e7a93744f39ee10734afe3ff7a087');
    expect(keys.salt.toString('hex')).toBe('30cbbc08863d8c85d49db34a9ae1');
    expect(keys.authentication.toString('hex')).toBe('cebe321f6ff7716b6fd4ab49af256a156d38baa4');
  });
});

describe('a whole packet from another implementation', () => {
  const key: SrtpKey = {
    suite: 'AES_CM_128_HMAC_SHA1_80',
    master: hex('e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6').toString('base64'),
    mkiLength: 0,
    unencryptedRtcp: false,
  };

  it('RTP', () => {
    const clear = hex(`800f1234 decafbad cafebabe ${'ab'.repeat(16)}`);
    const sealed = hex('800f1234 decafbad cafebabe 4e55dc4c e79978d8 8ca4d215 949d2402 b78d6acc 99ea179b 8dbb');
    expect(Buffer.from(new SrtpSender(key).protectRtp(clear))).toEqual(sealed);
    expect(Buffer.from(new SrtpReceiver(key).unprotect(sealed) as Uint8Array)).toEqual(clear);
  });

  it('RTCP', () => {
    const sealed = hex('81c8000b cafebabe 7128035b e487b9bd bef89041 f977a5a8 80000001 993e08cd 54d6c123 0798');
    expect(Buffer.from(new SrtpReceiver(key).unprotect(sealed) as Uint8Array)).toEqual(
      hex(`81c8000b cafebabe ${'ab'.repeat(16)}`),
    );
  });
});

describe('the vectors of RFC 7714 §16.1', () => {
  const salt = hex('517569642070726f2071756f');
  const header = hex('8040f17b 8041f8d3 5501a0b2');
  const text = Buffer.from('Gallia est omnis divisa in partes tres');
  const sealed = (encryption: Buffer, suite: CryptoSuiteName): string => {
    const cipher = createPacketCipher(CRYPTO_SUITES[suite], { encryption, authentication: EMPTY, salt }, 'rtp');
    const { body, tag } = cipher.seal(header, text, EMPTY, { ssrc: 0x5501a0b2, index: 0xf17b });
    return Buffer.concat([body, tag]).toString('hex');
  };

  it('AEAD_AES_128_GCM', () => {
    expect(sealed(hex('000102030405060708090a0b0c0d0e0f'), 'AEAD_AES_128_GCM')).toBe(
      'f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce',
    );
  });

  it('AEAD_AES_256_GCM', () => {
    expect(sealed(hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'), 'AEAD_AES_256_GCM')).toBe(
      '32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13',
    );
  });
});

describe.each(SUITES)('%s', (suite) => {
  it.each([
    { mkiLength: 0, unencryptedRtcp: false },
    { mkiLength: 4, unencryptedRtcp: false },
    { mkiLength: 0, unencryptedRtcp: true },
  ])('RTP and RTCP come out as they went in (%o)', (options) => {
    const key = keyOf(suite, options);
    const [sender, receiver] = [new SrtpSender(keyOf(suite, { ...options, mkiLength: 0 })), new SrtpReceiver(key)];
    for (const packet of [rtp(1), rtp(2, { extension: true }), rtp(3).subarray(0, 12)])
      expect(Buffer.from(receiver.unprotect(withMki(sender.protectRtp(packet), key)) as Uint8Array)).toEqual(packet);
    const protectedReport = sender.protectRtcp(REPORT);
    expect(Buffer.from(receiver.unprotect(withMki(protectedReport, key)) as Uint8Array)).toEqual(REPORT);
    expect(Buffer.from(protectedReport).includes(REPORT.subarray(8, 28))).toBe(options.unencryptedRtcp);
  });

  it('detects every changed bit, and remembers nothing of such a packet', () => {
    const key = keyOf(suite);
    const sender = new SrtpSender(key);
    const receiver = new SrtpReceiver(key);
    for (const sealed of [sender.protectRtp(rtp(7).subarray(0, 24)), sender.protectRtcp(REPORT)]) {
      for (let bit = 0; bit < sealed.length * 8; bit++) {
        const bad = Uint8Array.from(sealed);
        bad[bit >> 3]! ^= 1 << (bit & 7);
        expect(receiver.unprotect(bad), `bit ${bit}`).toBeTypeOf('string');
      }
      for (let length = 0; length < sealed.length; length++)
        expect(receiver.unprotect(sealed.subarray(0, length)), `length ${length}`).toBeTypeOf('string');
      expect(receiver.unprotect(sealed)).toBeInstanceOf(Uint8Array);
      expect(receiver.unprotect(sealed)).toBe('replay');
    }
  });

  it('rejects a packet under another key', () => {
    const receiver = new SrtpReceiver(keyOf(suite, { seed: 2 }));
    expect(receiver.unprotect(new SrtpSender(keyOf(suite)).protectRtp(rtp(1)))).toBe('authentication');
  });

  /** A packet as sent by a device with a master key identifier. */
  function withMki(packet: Uint8Array, { mkiLength }: SrtpKey): Uint8Array {
    const { cipher, rtpTag, rtcpTag } = CRYPTO_SUITES[suite];
    const isRtcp = packet[1]! >= 192;
    const at = cipher === 'AES-GCM' ? packet.length : packet.length - (isRtcp ? rtcpTag : rtpTag);
    return Buffer.concat([packet.subarray(0, at), Buffer.alloc(mkiLength, 1), packet.subarray(at)]);
  }
});

describe('indices', () => {
  const key = keyOf('AES_CM_128_HMAC_SHA1_80');
  const opens = (receiver: SrtpReceiver, packet: Uint8Array): boolean =>
    receiver.unprotect(packet) instanceof Uint8Array;

  it('the rollover is counted on both sides, also for packets that are reordered around it', () => {
    const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
    const sent = Array.from({ length: 200_000 / 50 }, (_, i) => sender.protectRtp(rtp(65_000 + i * 50)));
    for (let i = 0; i + 1 < sent.length; i += 2) {
      expect(opens(receiver, sent[i + 1]!)).toBe(true);
      expect(opens(receiver, sent[i]!)).toBe(true);
    }
  });

  it('packets that are replayed, or too late to tell, are rejected', () => {
    const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
    const sent = Array.from({ length: 1200 }, (_, i) => sender.protectRtp(rtp(65_400 + i)));
    expect(opens(receiver, sent[1199]!)).toBe(true);
    expect(opens(receiver, sent[200]!)).toBe(true);
    expect(receiver.unprotect(sent[200]!)).toBe('replay');
    expect(receiver.unprotect(sent[100]!)).toBe('replay');
  });

  it('a source may lose its first packets before its rollover', () => {
    const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
    sender.protectRtp(rtp(65_535));
    expect(opens(receiver, sender.protectRtp(rtp(65_536)))).toBe(true);
  });

  it('RTCP before the first RTP does not change the indices tried for it', () => {
    const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
    sender.protectRtp(rtp(65_535));
    expect(opens(receiver, sender.protectRtcp(REPORT))).toBe(true);
    expect(opens(receiver, sender.protectRtp(rtp(65_536)))).toBe(true);
  });

  it('new sockets decrypt a device that has been calling for hours', () => {
    const sender = new SrtpSender(key);
    for (let sequence = 0; sequence <= 5 * 65_536; sequence += 20_000) sender.protectRtp(rtp(sequence));
    expect(opens(new SrtpReceiver(key), sender.protectRtp(rtp(5 * 65_536 + 1)))).toBe(true);
  });

  it('two key changes in a row forget nothing', () => {
    const first = new SrtpReceiver(key);
    const old = new SrtpSender(key);
    for (let sequence = 0; sequence <= 3_000_000; sequence += 20_000)
      expect(opens(first, old.protectRtp(rtp(sequence)))).toBe(true);
    const [second, third] = [
      keyOf('AES_CM_128_HMAC_SHA1_80', { seed: 5 }),
      keyOf('AES_CM_128_HMAC_SHA1_80', { seed: 6 }),
    ];
    const going = new SrtpSender(third);
    for (let sequence = 0; sequence <= 3_000_000; sequence += 20_000) going.protectRtp(rtp(sequence));
    expect(opens(new SrtpReceiver(third, new SrtpReceiver(second, first)), going.protectRtp(rtp(3_000_001)))).toBe(
      true,
    );
  });

  it('under a new key, devices that restart at rollover 0 and devices that continue are both accepted', () => {
    const old = new SrtpSender(key);
    const receiver = new SrtpReceiver(key);
    for (const sequence of [60_000, 70_000, 100_000, 131_072])
      expect(opens(receiver, old.protectRtp(rtp(sequence)))).toBe(true);
    const next = keyOf('AES_CM_128_HMAC_SHA1_80', { seed: 9 });
    const [again, going] = [new SrtpSender(next), new SrtpSender(next)];
    for (const sequence of [60_000, 70_000, 100_000, 131_072]) going.protectRtp(rtp(sequence));
    expect(opens(new SrtpReceiver(next, receiver), again.protectRtp(rtp(131_073)))).toBe(true);
    expect(opens(new SrtpReceiver(next, receiver), going.protectRtp(rtp(131_073)))).toBe(true);
  });

  it('a stream with ever new sources keeps only a few', () => {
    const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
    for (let ssrc = 1; ssrc < 100; ssrc++) expect(opens(receiver, sender.protectRtp(rtp(1, { ssrc })))).toBe(true);
    expect(opens(receiver, sender.protectRtp(rtp(2, { ssrc: 99 })))).toBe(true);
  });
});
