/** Whole calls as text: one line for each message with its sender, transport, names and octets. */
import { MultimediaSystemControlMessage, RasMessage, type H225 } from '../../../gateway/h323/asn1/index.ts';
import { decodeCallMessage } from '../../../gateway/h323/h225/message.ts';
import { nameOf, type Shape } from '../../fakes/h323-room.ts';
import { GATEWAY, Harness } from './harness.ts';
import { openRig } from './ras/rig.ts';

export interface Line {
  /** `>` from the device, `<` from the gateway. */
  readonly way: '>' | '<';
  readonly over: 'h225' | 'h245' | 'ras';
  /** `connect[terminalCapabilitySet, masterSlaveDetermination]`. */
  readonly message: string;
  readonly octets: Uint8Array;
}

export const SHAPES: readonly Shape[] = [
  'fast',
  'fast tunnelled',
  'tunnelled',
  'tunnelled from SETUP',
  'separate',
  'early',
];

export const fileOf = (name: string): string =>
  new URL(`../../vectors/h323/${name.replaceAll(' ', '-').toLowerCase()}.txt`, import.meta.url).pathname;

export const print = (lines: readonly Line[]): string =>
  `${lines
    .map(
      ({ way, over, message, octets }) =>
        `${way} ${over} ${message}\n  ${Buffer.from(octets)
          .toString('hex')
          .replaceAll(/(.{120})/g, '$1\n  ')
          .trimEnd()}`,
    )
    .join('\n')}\n`;

export function parse(text: string): readonly Line[] {
  return text.split(/\n(?=[<>])/).map((entry) => {
    const [head = '', ...hex] = entry.split('\n');
    const [, way, over, message = ''] = /^([<>]) (\S+) (.*)$/.exec(head) ?? [];
    return {
      way: way === '<' ? '<' : '>',
      over: over === 'h245' || over === 'ras' ? over : 'h225',
      message,
      octets: Buffer.from(hex.join('').replaceAll(' ', ''), 'hex'),
    };
  });
}

function callMessage(payload: Uint8Array): string {
  const { q931, pdu } = decodeCallMessage(payload);
  const inside = (pdu?.h245Control ?? []).map((bytes) => nameOf(MultimediaSystemControlMessage.decode(bytes)));
  return `${q931.type}${inside.length === 0 ? '' : `[${inside.join(', ')}]`}`;
}

/** From SETUP to RELEASE COMPLETE, including a keyframe request and a digit. */
export async function callOf(shape: Shape): Promise<readonly Line[]> {
  const harness = new Harness();
  const lines: Line[] = [];
  const signalling = new Set<number>([GATEWAY.port]);
  harness.network.tap = (from, to, data) => {
    const payload = data.subarray(4);
    const isSignalling = signalling.has(from.port) || signalling.has(to.port);
    const over = isSignalling ? 'h225' : 'h245';
    if (payload.length > 0)
      lines.push({
        way: from.address === GATEWAY.address ? '<' : '>',
        over,
        message: isSignalling ? callMessage(payload) : nameOf(MultimediaSystemControlMessage.decode(payload)),
        octets: payload,
      });
  };
  await harness.endpoint.listen();
  const room = harness.room({ shape, callReference: 1 });
  await harness.pass(40);
  room.keypad('7');
  room.session.requestKeyframe();
  room.flush();
  await harness.pass(10);
  room.hangUp();
  await harness.pass(20);
  return lines;
}

const GUID = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
const TERMINAL: H225.EndpointType = { terminal: {}, mc: false, undefinedNode: false };
const AT: H225.TransportAddress = { ipAddress: { ip: Uint8Array.of(192, 0, 2, 9), port: 1720 } };

/** Discovery, registration, admission of a call, and its end. */
export async function rasCall(): Promise<readonly Line[]> {
  await using rig = await openRig({ policy: 'open' });
  const room = rig.room('192.0.2.9');
  const lines: Line[] = [];
  const ask = async (message: H225.RasMessage): Promise<H225.RasMessage> => {
    const answer = await room.ask(message);
    lines.push({ way: '>', over: 'ras', message: Object.keys(message)[0] ?? '', octets: RasMessage.encode(message) });
    lines.push({ way: '<', over: 'ras', message: Object.keys(answer)[0] ?? '', octets: RasMessage.encode(answer) });
    return answer;
  };
  await ask({
    gatekeeperRequest: {
      requestSeqNum: 1,
      protocolIdentifier: '0.0.8.2250.0.4',
      rasAddress: { ipAddress: { ip: Uint8Array.of(192, 0, 2, 9), port: 1719 } },
      endpointType: TERMINAL,
    },
  });
  const registered = await ask({
    registrationRequest: {
      requestSeqNum: 2,
      protocolIdentifier: '0.0.8.2250.0.4',
      discoveryComplete: true,
      callSignalAddress: [AT],
      rasAddress: [{ ipAddress: { ip: Uint8Array.of(192, 0, 2, 9), port: 1719 } }],
      terminalType: TERMINAL,
      terminalAlias: [{ dialedDigits: '5501' }, { 'h323-ID': 'room' }],
      endpointVendor: { vendor: { t35CountryCode: 9, t35Extension: 0, manufacturerCode: 61 } },
      timeToLive: 120,
      keepAlive: false,
    },
  });
  const endpointIdentifier =
    'registrationConfirm' in registered ? registered.registrationConfirm.endpointIdentifier : '';
  const call = { callReferenceValue: 1, conferenceID: GUID, callIdentifier: { guid: GUID } };
  await ask({
    admissionRequest: {
      requestSeqNum: 3,
      callType: { pointToPoint: null },
      endpointIdentifier,
      destinationInfo: [{ dialedDigits: '123456' }],
      srcInfo: [{ 'h323-ID': 'room' }],
      bandWidth: 19_200,
      activeMC: false,
      answerCall: false,
      ...call,
    },
  });
  await ask({
    disengageRequest: {
      requestSeqNum: 4,
      endpointIdentifier,
      disengageReason: { normalDrop: null },
      answeredCall: false,
      ...call,
    },
  });
  await ask({ unregistrationRequest: { requestSeqNum: 5, callSignalAddress: [AT], endpointIdentifier } });
  return lines;
}
