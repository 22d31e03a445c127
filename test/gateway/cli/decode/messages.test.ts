/** The printed parts of messages, and the masked ones. */
import { describe, expect, it } from 'vitest';
import { decodeQ931, encodeQ931 } from '../../../../gateway/h323/q931/index.ts';
import { Connection, udp, type End } from './capture-writer.ts';
import {
  audioOffer,
  busy,
  capabilities,
  connect,
  determination,
  endSession,
  facility,
  gatekeeperReject,
  gatekeeperRequest,
  GATEWAY,
  information,
  invite,
  linesOf,
  PIN,
  release,
  ROOM,
  roundTrip,
  setup,
  told,
  tpkt,
  userInput,
} from './messages.ts';

const callOf = (...payloads: readonly Uint8Array[]) =>
  new Connection(ROOM, GATEWAY).open().send(0, tpkt(...payloads)).frames;
const CONTROL: End = { address: '192.0.2.2', port: 40_000 };

describe('call signalling', () => {
  it('shows the elements of Q.931 beside the UUIE', () => {
    const [line] = linesOf(callOf(setup()));
    expect(Object.keys(line!)).toEqual(
      expect.arrayContaining(['frame', 'time', 'protocol', 'message', 'ok', 'error', 'value', 'source', 'destination']),
    );
    expect(line).toMatchObject({
      source: '192.0.2.1:30000',
      destination: '192.0.2.2:1720',
      value: {
        q931: { type: 'setup', callReference: { value: 9, fromDestination: false } },
        'h323-uu-pdu': {
          h245Tunneling: true,
          'h323-message-body': {
            setup: {
              conferenceID: '0102030405060708090a0b0c0d0e0f10',
              sourceInfo: { vendor: { productId: 'Room Kit' } },
            },
          },
        },
      },
    });
  });

  it('on another port is recognised by its content', () => {
    expect(
      told(linesOf(new Connection(ROOM, { ...GATEWAY, port: 17_200 }).open().send(0, tpkt(setup())).frames)),
    ).toEqual(['4 h225-cs setup']);
  });

  it('without a UUIE has its Q.931 name', () => {
    const status = encodeQ931({ type: 'statusInquiry', callReference: { value: 9, fromDestination: false } });
    expect(linesOf(callOf(status))[0]).toMatchObject({
      message: 'statusInquiry',
      ok: true,
      value: { q931: { type: 'statusInquiry' } },
    });
    const unknown = Buffer.from(status);
    unknown[4] = 0x33;
    expect(linesOf(callOf(unknown))[0]).toMatchObject({ message: 'message 51', ok: true });
  });

  it('shows the channels of fastStart', () => {
    const [line] = linesOf(callOf(setup({ fastStart: [audioOffer] })));
    expect(line).toMatchObject({
      ok: true,
      value: {
        'h323-uu-pdu': {
          'h323-message-body': {
            setup: {
              fastStart: [
                {
                  forwardLogicalChannelNumber: 1,
                  forwardLogicalChannelParameters: { dataType: { audioData: { g711Ulaw64k: 20 } } },
                },
              ],
            },
          },
        },
      },
    });
  });

  it('is followed by each tunnelled H.245 message', () => {
    const early = setup(
      { parallelH245Control: [determination] },
      { h245Control: [capabilities, Buffer.concat([roundTrip, endSession])] },
    );
    const lines = linesOf(callOf(early, facility(capabilities), release()));
    expect(told(lines)).toEqual([
      '4 h225-cs setup',
      '4 h245 masterSlaveDetermination',
      '4 h245 terminalCapabilitySet',
      '4 h245 roundTripDelayRequest',
      '4 h245 endSessionCommand',
      '4 h225-cs facility',
      '4 h245 terminalCapabilitySet',
      '4 h225-cs releaseComplete',
    ]);
    expect(lines[1]).toMatchObject({
      tunnelled: true,
      value: { request: { masterSlaveDetermination: { terminalType: 60 } } },
    });
    expect(lines[0]).toMatchObject({
      value: { 'h323-uu-pdu': { h245Control: ['terminalCapabilitySet', 'roundTripDelayRequest'] } },
    });
  });
});

describe('H.245 on its own connection', () => {
  // A requestMode with sequence number 2 begins like Q.931.
  const requestMode = Uint8Array.of(0x08, 0x02, 0x00, 0x00, 0x40, 0x00);

  it('is found by the address in the signalling', () => {
    const signalling = new Connection(ROOM, GATEWAY)
      .open()
      .send(0, tpkt(setup()))
      .send(1, tpkt(connect(CONTROL)));
    const h245 = new Connection({ ...ROOM, port: 30_001 }, CONTROL)
      .open()
      .send(0, tpkt(capabilities))
      .send(1, tpkt(Uint8Array.of(0xff)))
      .send(0, tpkt(endSession));
    expect(told(linesOf([...signalling.frames, ...h245.frames]))).toEqual([
      '4 h225-cs setup',
      '5 h225-cs connect',
      '9 h245 terminalCapabilitySet',
      expect.stringMatching(/^10 h245 - /),
      '11 h245 endSessionCommand',
    ]);
  });

  it('is recognised there even if it looks like call signalling', () => {
    const signalling = new Connection(ROOM, GATEWAY).open().send(1, tpkt(connect(CONTROL)));
    const h245 = new Connection({ ...ROOM, port: 30_001 }, CONTROL)
      .open()
      .send(0, tpkt(capabilities))
      .send(0, tpkt(requestMode));
    expect(linesOf([...signalling.frames, ...h245.frames]).map(({ protocol }) => protocol)).toEqual([
      'h225-cs',
      'h245',
      'h245',
    ]);
  });

  it('may have begun before the capture', () => {
    const signalling = new Connection(ROOM, GATEWAY).open().send(1, tpkt(connect(CONTROL)));
    const h245 = new Connection({ ...ROOM, port: 30_001 }, CONTROL)
      .send(0, tpkt(capabilities).subarray(9))
      .send(0, tpkt(capabilities).subarray(0, 8))
      .send(0, tpkt(capabilities).subarray(8));
    expect(told(linesOf([...signalling.frames, ...h245.frames]))).toEqual([
      '4 h225-cs connect',
      '7 h245 terminalCapabilitySet',
    ]);
  });
});

describe('RAS', () => {
  const gatekeeper: End = { address: '192.0.2.2', port: 1719 };
  it('is read on its ports, and on announced ones', () => {
    const own = { ...ROOM, port: 47_000 };
    const other = { address: '192.0.2.9', port: 50_000 };
    const lines = linesOf([
      udp(own, gatekeeper, gatekeeperRequest({ ...ROOM, port: 47_001 })),
      udp(other, { ...ROOM, port: 47_001 }, gatekeeperReject),
      udp(other, { ...ROOM, port: 47_001 }, Uint8Array.of(0x80, 1, 2)),
      udp({ ...other, port: 50_001 }, { ...ROOM, port: 47_002 }, gatekeeperReject),
    ]);
    expect(told(lines)).toEqual(['1 h225-ras gatekeeperRequest', '2 h225-ras gatekeeperReject']);
  });

  it('that is undecodable is reported with position and reason', () => {
    const [line] = linesOf([udp(ROOM, gatekeeper, gatekeeperRequest(ROOM).subarray(0, 14))]);
    expect(line).toMatchObject({
      message: null,
      ok: false,
      value: null,
      error: { kind: 'need-more', path: 'gatekeeperRequest.rasAddress.ipAddress.ip', offset: 11 },
    });
  });
});

describe('bad messages', () => {
  it('give the field and the octet, and keep the readable parts', () => {
    const userUser = decodeQ931(setup()).userUser!.subarray(0, 30);
    const cut = encodeQ931({ type: 'setup', callReference: { value: 9, fromDestination: false }, userUser });
    const [line] = linesOf(callOf(cut));
    expect(line).toMatchObject({
      message: 'setup',
      ok: false,
      value: { q931: { callReference: { value: 9 } } },
      error: { kind: 'need-more', path: 'h323-uu-pdu.h323-message-body.setup.sourceAddress[0].h323-ID' },
    });
    // Five octets of Q.931's header, four of the element's, then the UUIE up to the first of the 13 characters.
    expect(line?.error?.offset).toBe(5 + 4 + 12);
  });

  it('name the element of Q.931', () => {
    expect(linesOf(callOf(Uint8Array.of(8, 2, 0, 1, 5, 0x70, 9, 0x81)))[0]).toMatchObject({
      message: null,
      ok: false,
      value: null,
      error: { kind: 'need-more', path: 'calledPartyNumber', offset: 8 },
    });
    expect(linesOf(callOf(Uint8Array.of(8, 2, 0, 1, 5, 0x08, 1, 0x80)))[0]).toMatchObject({
      message: 'setup',
      ok: false,
      error: { kind: 'malformed', path: 'cause', offset: 8 },
      value: { q931: { type: 'setup' } },
    });
  });

  it('name the channel in fastStart', () => {
    const [line] = linesOf(callOf(setup({ fastStart: [audioOffer, Uint8Array.of(0)] })));
    expect(line).toMatchObject({
      message: 'setup',
      ok: false,
      error: { path: expect.stringMatching(/^h323-uu-pdu\.h323-message-body\.setup\.fastStart\[1\]\./) },
    });
  });

  it('get a line of their own in a tunnel', () => {
    expect(told(linesOf(callOf(facility(Uint8Array.of(0x02, 0x30), endSession))))).toEqual([
      '4 h225-cs facility',
      '4 h245 - need-more',
      '4 h245 endSessionCommand',
    ]);
  });
});

describe('SIP', () => {
  const server: End = { address: '192.0.2.2', port: 5060 };

  it('is read over UDP on any port, and keepalives are skipped', () => {
    const lines = linesOf(
      [
        udp(ROOM, server, invite),
        udp(server, ROOM, busy),
        udp(ROOM, server, Buffer.from('\r\n\r\n')),
        udp(ROOM, server, Buffer.alloc(4)),
        udp(ROOM, { ...server, port: 15_060 }, invite),
      ],
      true,
    );
    expect(told(lines)).toEqual([
      `1 sip INVITE sip:${PIN}@meet.chime.in SIP/2.0`,
      '2 sip SIP/2.0 486 Busy Here',
      `5 sip INVITE sip:${PIN}@meet.chime.in SIP/2.0`,
    ]);
    expect(lines[0]?.value).toMatchObject({
      method: 'INVITE',
      uri: `sip:${PIN}@meet.chime.in`,
      headers: { 'call-id': ['abc@192.0.2.1'], to: [`"${PIN}" <sip:${PIN}@meet.chime.in>`] },
      body: expect.stringContaining('m=audio 4000'),
    });
    expect(lines[1]?.value).toMatchObject({ status: 486, reason: 'Busy Here', body: null });
  });

  it('is read over TCP, in any segmentation', () => {
    const connection = new Connection(ROOM, { ...server, port: 15_060 }).open();
    const both = Buffer.concat([invite, Buffer.from('\r\n\r\n'), busy]);
    for (let at = 0; at < both.length; at += 33) connection.send(0, both.subarray(at, at + 33));
    expect(linesOf(connection.frames).map(({ message }) => message)).toEqual([
      'INVITE sip:***@meet.chime.in SIP/2.0',
      'SIP/2.0 486 Busy Here',
    ]);
  });

  it('continues after a gap', () => {
    const { frames } = new Connection(ROOM, server)
      .open()
      .send(0, busy)
      .send(0, invite.subarray(0, 50), false)
      .send(0, invite.subarray(50))
      .send(0, busy);
    expect(told(linesOf(frames))).toEqual([
      '4 sip SIP/2.0 486 Busy Here',
      '6 sip - gap',
      '6 sip SIP/2.0 486 Busy Here',
    ]);
  });

  it('that is malformed is reported', () => {
    const bad = Buffer.from(`INVITE ${PIN} SIP/2.0\r\nno header\r\nContent-Length: 0\r\n\r\n`);
    const [line] = linesOf([udp(ROOM, server, bad)]);
    expect(line).toMatchObject({
      message: 'INVITE *** SIP/2.0',
      ok: false,
      error: { kind: 'malformed', path: 'header-line' },
    });
    expect(linesOf([udp(ROOM, server, invite.subarray(0, 100))])[0]).toMatchObject({
      message: 'INVITE sip:***@meet.chime.in SIP/2.0',
      error: { kind: 'need-more', path: 'header', offset: 100 },
    });
  });
});

describe('a dialled PIN', () => {
  const everything = (): readonly Buffer[] => [
    ...callOf(setup({}, { h245Control: [userInput] }), information(), facility(userInput)),
    udp(ROOM, { ...GATEWAY, port: 1719 }, gatekeeperRequest(ROOM)),
    udp(ROOM, { ...GATEWAY, port: 5060 }, invite),
    udp(
      ROOM,
      { ...GATEWAY, port: 5060 },
      Buffer.from(
        `INFO sip:${PIN} SIP/2.0\r\nTo: tel:${PIN}\r\nReferred-By: <sip:a%40${PIN}@${PIN}@x.org>\r\nContent-Type: application/dtmf-relay\r\nContent-Length: 21\r\n\r\nSignal=${PIN}\r\n\r\n`,
      ),
    ),
  ];

  it('is masked everywhere', () => {
    const text = JSON.stringify(linesOf(everything()));
    expect(text).not.toContain(PIN);
    expect(text).not.toContain(Buffer.from(PIN).toString('hex'));
    expect(text).not.toMatch(/0123456789abcdef|c2VjcmV0/);
    expect(text).toContain('***@meet.chime.in');
  });

  it('is shown on request', () => {
    const text = JSON.stringify(linesOf(everything(), true));
    expect(text.split(PIN).length).toBeGreaterThan(14);
    expect(text).toContain('0123456789abcdef');
  });
});
