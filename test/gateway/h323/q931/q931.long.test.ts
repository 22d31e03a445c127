import { expect, it } from 'vitest';
import { decodeQ931, encodeQ931, Q931Error } from '../../../../gateway/h323/q931/index.ts';
import { TpktError, TpktFramer } from '../../../../gateway/h323/tpkt/index.ts';
import { mutated } from './mutate.ts';
import { SETUP } from './samples.ts';

it('Q.931: a million damaged messages are decoded and re-encoded identically, or rejected', () => {
  let read = 0;
  for (const bytes of mutated(SETUP, 1_000_000, 931)) {
    try {
      const { faults: _faults, ...message } = decodeQ931(bytes);
      const { faults: _again, ...again } = decodeQ931(encodeQ931(message));
      expect(Object.keys(again).sort()).toEqual(Object.keys(message).sort());
      read++;
    } catch (error) {
      if (!(error instanceof Q931Error)) throw error;
    }
  }
  expect(read).toBeGreaterThan(100_000);
});

it('TPKT: a million chunks of damaged streams give payloads or one error, and at most one packet is buffered', () => {
  const stream = Uint8Array.from([3, 0, 0, 4, 3, 0, 0, 9, 1, 2, 3, 4, 5, 3, 0, 0, 6, 7, 8]);
  let framer = new TpktFramer(1000);
  for (const chunk of mutated(stream, 1_000_000, 1006)) {
    try {
      for (const payload of framer.push(chunk)) expect(payload.length).toBeLessThanOrEqual(1000);
    } catch (error) {
      if (!(error instanceof TpktError)) throw error;
      framer = new TpktFramer(1000);
    }
    if (framer.buffered > 1004) throw new Error(`${framer.buffered} octets are held`);
  }
});
