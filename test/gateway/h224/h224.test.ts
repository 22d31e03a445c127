import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAMERA_CAPABILITIES, decodeCme, encodeCme, type CmeMessage } from '../../../gateway/h224/cme.ts';
import { decodeFrame, encodeFrame, type H224Frame } from '../../../gateway/h224/frame.ts';
import { ACTIONS, decodeCamera, encodeCamera, type CameraMessage } from '../../../gateway/h224/h281.ts';
import {
  newLink,
  openLink,
  receivePacket,
  sendCamera,
  setAllowed,
  type LinkState,
} from '../../../gateway/h224/link.ts';
import { frameCheck, FrameError, type Framing } from '../../../gateway/h224/q922.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const shown = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const problemOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof FrameError) return error.kind;
    throw error;
  }
  return undefined;
};

// As in H.323 Annex Q: no flags, no stuffing, no check sequence.
const START_LEFT = [
  '00 71', // Q.922 address: DLCI 7, high priority
  '03', // UI
  '00 00', // to everybody
  '00 00', // from itself
  '01', // client H.281
  'c0', // the message begins and ends here
  '01 80 00', // START ACTION, pan left, timeout 0: 800 ms
].join('');

describe('H.224 frames', () => {
  it('are decoded octet by octet', () => {
    const { framing, frame } = decodeFrame(hex(START_LEFT));
    expect(framing).toBe('plain');
    expect(frame).toMatchObject({ highPriority: true, destination: 0, source: 0, client: 1 });
    expect(decodeCamera(frame.data)).toEqual({ type: 'start', actions: ACTIONS.panLeft, timeout: 800 });
    expect(shown(encodeFrame(frame, 'plain'))).toBe(START_LEFT.replaceAll(' ', ''));
  });

  it('have the check sequence of ITU-T: the standard check value of "123456789"', () =>
    expect(frameCheck(Buffer.from('123456789'))).toBe(0x906e));

  it('with flags and stuffing are decoded, and answered in the same way', () => {
    // Seven consecutive ones in the data, so that there is something to stuff: 0x7f.
    const frame: H224Frame = {
      highPriority: false,
      destination: 0x1234,
      source: 0xfffe,
      client: 1,
      data: hex('7f ff 7e 00'),
    };
    const wire = encodeFrame(frame, 'hdlc');
    expect([wire[0], shown(wire.subarray(1)).includes('7e7e')]).toEqual([0x7e, false]);
    expect(decodeFrame(wire)).toEqual({ framing: 'hdlc', frame });
  });

  const frames = fc.record({
    highPriority: fc.boolean(),
    destination: fc.nat(0xffff),
    source: fc.nat(0xffff),
    client: fc.nat(0x7d),
    data: fc.uint8Array({ maxLength: 200 }),
  });
  it.each(['plain', 'hdlc'] as const)('survive encoding and decoding (%s)', (framing) => {
    fc.assert(
      fc.property(frames, (frame) => {
        const back = decodeFrame(encodeFrame(frame, framing));
        expect(back).toEqual({ framing, frame: { ...frame, data: frame.data } });
      }),
    );
  });

  it('with one flipped bit are rejected by their check sequence or flags', () => {
    const wire = encodeFrame(
      { highPriority: true, destination: 0, source: 0, client: 1, data: hex('01 80 00') },
      'hdlc',
    );
    // The last octet contains the end of the flag, and filling.
    for (let bit = 8; bit < (wire.length - 2) * 8; bit++) {
      const broken = Uint8Array.from(wire);
      broken[bit >> 3]! ^= 1 << (bit & 7);
      expect(
        problemOf(() => decodeFrame(broken)),
        `bit ${bit}`,
      ).toMatch(/check|flags|short|address|control/);
    }
  });

  it.each([
    ['short', START_LEFT.slice(0, 20)],
    ['address', `01 71${START_LEFT.slice(5)}`],
    ['address', `00 70${START_LEFT.slice(5)}`],
    ['control', `00 71 13${START_LEFT.slice(7)}`],
    ['client', START_LEFT.replace('01c0', '7ec0')],
    ['client', START_LEFT.replace('01c0', '7fc0')],
    ['segmented', START_LEFT.replace('01c0', '0140')],
    ['long', `00 71 03${'00'.repeat(400)}`],
  ])('that are invalid are rejected: %s', (problem, text) =>
    expect(problemOf(() => decodeFrame(hex(text)))).toBe(problem),
  );

  it('truncated at any octet, or random, are rejected without another error', () => {
    for (const framing of ['plain', 'hdlc'] as const) {
      const wire = encodeFrame(
        { highPriority: true, destination: 0, source: 0, client: 1, data: hex('01 80 00') },
        framing,
      );
      for (let length = 0; length < wire.length; length++)
        problemOf(() => receivePacket(newLink(true), wire.subarray(0, length)));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => void receivePacket(newLink(true), octets)),
      { seed: 281, numRuns: 2000 },
    );
    const flagged = fc.uint8Array({ maxLength: 100 }).map((octets) => Uint8Array.of(0x7e, ...octets, 0x7e));
    fc.assert(
      fc.property(flagged, (octets) => void receivePacket(newLink(true), octets)),
      { seed: 281, numRuns: 2000 },
    );
    const inside = fc
      .uint8Array({ maxLength: 40 })
      .map((data) =>
        encodeFrame({ highPriority: true, destination: 0, source: 0, client: data.length % 2, data }, 'plain'),
      );
    fc.assert(
      fc.property(inside, (octets) => void receivePacket(newLink(true), octets)),
      { seed: 281, numRuns: 2000 },
    );
  });
});

describe('H.281 messages', () => {
  const messages: readonly (readonly [string, CameraMessage])[] = [
    ['01 c0 04', { type: 'start', actions: ACTIONS.panRight, timeout: 200 }], // 4 × 50 ms
    ['01 3c 00', { type: 'start', actions: ACTIONS.tiltUp | ACTIONS.zoomIn, timeout: 800 }],
    ['02 c0', { type: 'continue', actions: ACTIONS.panRight }],
    ['03 02', { type: 'stop', actions: ACTIONS.focusOut }],
    ['04 21', { type: 'selectSource', source: 2, mode: 1 }], // auxiliary camera, motion video
    ['05 10', { type: 'sourceSwitched', source: 1, mode: 0 }],
    ['06 50', { type: 'storePreset', preset: 5 }],
    ['07 f0', { type: 'activatePreset', preset: 15 }],
  ];
  it.each(messages)('%s', (text, message) => {
    expect(decodeCamera(hex(text))).toEqual(message);
    expect(shown(encodeCamera(message))).toBe(text.replaceAll(' ', ''));
    for (let length = 0; length < hex(text).length; length++)
      expect(problemOf(() => decodeCamera(hex(text).subarray(0, length)))).toBe('short');
  });
  it('with an unknown code are ignored', () =>
    expect([decodeCamera(hex('00 00')), decodeCamera(hex('08 00'))]).toEqual([undefined, undefined]));
});

describe('client management', () => {
  const messages: readonly (readonly [string, CmeMessage])[] = [
    ['01 00 01 81', { type: 'clientList', clients: [{ id: 1, extra: true }] }],
    ['01 00 00', { type: 'clientList', clients: [] }],
    ['01 ff', { type: 'clientListCommand' }],
    ['02 00 81 0f 14 f0', { type: 'extraCapabilities', client: 1, data: CAMERA_CAPABILITIES }], // 15 presets; main camera: motion video; pan, tilt, zoom, focus
    ['02 ff 81', { type: 'extraCapabilitiesCommand', client: 1 }],
  ];
  it.each(messages)('%s', (text, message) => {
    expect(decodeCme(hex(text))).toEqual(message);
    expect(shown(encodeCme(message))).toBe(text.replaceAll(' ', ''));
  });
  it('skips clients of other kinds', () =>
    expect(decodeCme(hex('01 00 03 7e 05 ff b5 00 50 50 07 01'))).toEqual({
      type: 'clientList',
      clients: [
        { id: 0x7e, extra: false },
        { id: 0x7f, extra: true },
        { id: 1, extra: false },
      ],
    }));
  it('rejects a truncated list', () => expect(problemOf(() => decodeCme(hex('01 00 02 81')))).toBe('short'));
});

describe('the link with a device', () => {
  const packet = (client: number, text: string, framing: Framing = 'plain') =>
    encodeFrame({ highPriority: true, destination: 0, source: 0, client, data: hex(text) }, framing);
  const datas = (outputs: readonly unknown[]): readonly string[] =>
    outputs.map((output) =>
      (output as { packet?: Uint8Array }).packet === undefined
        ? JSON.stringify(output)
        : shown(decodeFrame((output as { packet: Uint8Array }).packet).frame.data),
    );
  const after = (state: LinkState, octets: Uint8Array) => receivePacket(state, octets);

  it('announces our clients and asks for those of the device', () =>
    expect(datas(openLink(newLink(true))[1])).toEqual(['01000181', '0200810f14f0', '01ff']));
  it('announces no camera while the policy forbids it, and reports a change', () => {
    expect(datas(openLink(newLink(false))[1])).toEqual(['010000', '01ff']);
    const [off, told] = setAllowed(newLink(true), false);
    expect(datas(told)).toEqual(['010000']);
    expect(datas(setAllowed(off, true)[1])).toEqual(['01000181', '0200810f14f0']);
    expect(setAllowed(off, false)[1]).toEqual([]);
  });
  it('answers requests', () => {
    expect(datas(after(newLink(true), packet(0, '01 ff'))[1])).toEqual(['01000181']);
    expect(datas(after(newLink(true), packet(0, '02 ff 81'))[1])).toEqual(['0200810f14f0']);
    expect(datas(after(newLink(false), packet(0, '02 ff 81'))[1])).toEqual([]);
    expect(datas(after(newLink(true), packet(0, '02 ff 82'))[1])).toEqual([]);
  });
  it('tracks whether the device has a camera', () => {
    const [none] = after(newLink(true), packet(0, '01 00 00'));
    expect([newLink(true).hasCamera, none.hasCamera, after(none, packet(0, '01 00 01 01'))[0].hasCamera]).toEqual([
      true,
      false,
      true,
    ]);
  });
  it("passes on the device's camera requests", () =>
    expect(after(newLink(true), hex(START_LEFT))[1]).toEqual([
      { type: 'camera', message: { type: 'start', actions: 0x80, timeout: 800 } },
    ]));
  it('uses the framing of the device', () => {
    const [state] = after(newLink(true), packet(0, '01 ff', 'hdlc'));
    expect(decodeFrame(sendCamera(state, { type: 'stop', actions: 0x80 })).framing).toBe('hdlc');
  });
  it('reports invalid frames', () =>
    expect(after(newLink(true), hex('00 71'))[1]).toEqual([{ type: 'bad', problem: 'short' }]));
});
