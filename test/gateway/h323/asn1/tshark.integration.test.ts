/**
 * tshark's dissector reads everything that we encode: no malformed packet, no expert note, and every field has the
 * encoded value.
 */
import { describe, expect, it } from 'vitest';
import {
  H323UserInformation,
  MultimediaSystemControlMessage,
  OpenLogicalChannel,
  RasMessage,
  type Codec,
  type H225,
} from '../../../../gateway/h323/asn1/index.ts';
import type { ChoiceSchema, TypeSchema } from '../../../../gateway/h323/asn1/schema.ts';
import { encodeQ931, MESSAGE_TYPES, type MessageName } from '../../../../gateway/h323/q931/index.ts';
import { Agreement } from './agree.ts';
import { Generator, seeded, type Options } from './generate.ts';
import { modules } from './modules.ts';
import type { Packet } from './pcap.ts';
import { dissect, everyField, H245_PORT, type Field } from './pdml.ts';

/** The number of values for each message of each kind. */
const SEEDS = 12;

/**
 * Fields that tshark 4.0 cannot show, and the reason. Empty strings belong here, too: tshark aligns before the next
 * field, X.691 §11.9.3 does not.
 */
const BEYOND_TSHARK: Readonly<Record<string, readonly string[]>> = {
  'newer than its H.225.0 v7': ['language'],
  'newer than its H.235 of 2005': ['dhkeyext', 'secureChannelExt'],
  'newer than its H.245 v13: DTLS, SCTP, data channels': [
    'dtlsSecurityCapability',
    'sctp',
    'udp-dtls-sctp',
    'tcp-dtls-sctp',
    'sctp-dtls',
    'dataChannel',
    'extendedDataApplicationCapability',
  ],
  'newer than its H.245 v13': ['extendedAudioCapability', 'nominalAudioLevel', 'multiplePayloadStream'],
  'ToBeSigned of SIGNED, an open type that it does not dissect': [
    'cryptoEPCert',
    'cryptoGKCert',
    'cryptoFastStart',
    'cryptoSignedToken',
    'certProtectedKey',
  ],
  'BMPString without a size (H.235 Element), which it shows empty': ['name'],
  'INTEGER (1..MAX), of which it shows the length (X.691 §11.7)': ['rfc2733Format'],
  'H.450 inside, which is no codec of ours': ['h4501SupplementaryService'],
};

const endSession = MultimediaSystemControlMessage.encode({ command: { endSessionCommand: { disconnect: null } } });
const roundTrip = MultimediaSystemControlMessage.encode({ request: { roundTripDelayRequest: { sequenceNumber: 7 } } });
const audioOffer = OpenLogicalChannel.encode({
  forwardLogicalChannelNumber: 1,
  forwardLogicalChannelParameters: {
    dataType: { audioData: { g711Ulaw64k: 20 } },
    multiplexParameters: { h2250LogicalChannelParameters: { sessionID: 1 } },
  },
});

const options: Options = {
  depth: 7,
  plain: true,
  without: new Set(Object.values(BEYOND_TSHARK).flat()),
  // Octets that tshark dissects further.
  contents: {
    h245Control: () => [roundTrip, endSession],
    parallelH245Control: () => [roundTrip],
    fastStart: () => [audioOffer],
    returnedFunction: () => endSession,
    productId: () => Buffer.from('Room Kit'),
    versionId: () => Buffer.from('ce 9.15'),
    productNumber: () => Buffer.from('Room Kit'),
    versionNumber: () => Buffer.from('ce 9.15'),
  },
};

interface Sample {
  readonly title: string;
  readonly module: 'h225' | 'h245';
  readonly type: string;
  readonly value: object;
  readonly packet: Packet;
}

function choiceOf(type: TypeSchema | undefined): ChoiceSchema {
  if (typeof type !== 'object' || type.is !== 'CHOICE') throw new Error('Cannot list the messages: it is no CHOICE');
  return type;
}

const messagesOf = (type: TypeSchema | undefined) => [...choiceOf(type).of, ...(choiceOf(type).more ?? [])];

/** Each alternative of a CHOICE with some values. */
function* variants(
  module: 'h225' | 'h245',
  type: TypeSchema | undefined,
): Iterable<readonly [name: string, seed: number, value: object]> {
  for (const [place, [name, of]] of messagesOf(type).entries()) {
    for (let seed = 0; seed < SEEDS; seed += 1)
      yield [name, seed, { [name]: new Generator(modules, seeded(place * SEEDS + seed), options).value(module, of) }];
  }
}

const encode = <Value>(codec: Codec<Value>, value: object): Uint8Array => codec.encode(value as Value);

function callSignalling(): Sample[] {
  const pdu = modules.h225['H323-UU-PDU'];
  const body = typeof pdu === 'object' && pdu.is === 'SEQUENCE' ? pdu.of[0]?.[1] : undefined;
  return [...variants('h225', body)].map(([name, seed, message]) => {
    const around = new Generator(modules, seeded(seed), options).value(
      'h225',
      'H323-UserInformation',
    ) as H225.H323UserInformation;
    const value = { ...around, 'h323-uu-pdu': { ...around['h323-uu-pdu'], 'h323-message-body': message } };
    const type = name in MESSAGE_TYPES ? (name as MessageName) : 'facility';
    const payload = encodeQ931({
      type,
      callReference: { value: 1, fromDestination: false },
      userUser: encode(H323UserInformation, value),
    });
    return {
      title: `${name} ${seed}`,
      module: 'h225',
      type: 'H323-UserInformation',
      value,
      packet: { transport: 'tcp', port: 1720, payload },
    };
  });
}

const ras = (): Sample[] =>
  [...variants('h225', modules.h225['RasMessage'])].map(([name, seed, value]) => ({
    title: `${name} ${seed}`,
    module: 'h225',
    type: 'RasMessage',
    value,
    packet: { transport: 'udp', port: 1719, payload: encode(RasMessage, value) },
  }));

const mediaControl = (): Sample[] =>
  (['request', 'response', 'command', 'indication'] as const).flatMap((kind) => {
    const type = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Message`;
    return [...variants('h245', modules.h245[type])].map(([name, seed, message]): Sample => {
      const value = { [kind]: message };
      const payload = encode(MultimediaSystemControlMessage, value);
      return {
        title: `${name} ${seed}`,
        module: 'h245',
        type: 'MultimediaSystemControlMessage',
        value,
        packet: { transport: 'tcp', port: H245_PORT, payload },
      };
    });
  });

/** tshark's complaints, except about the connection, whose beginning it did not see. */
const complaints = (protocols: readonly Field[]): string[] =>
  [...everyField(protocols)]
    .filter(
      ({ name, show }) => name === '_ws.malformed' || (name === '_ws.expert.message' && !/connection/i.test(show)),
    )
    .map(({ show }) => show);

function differences({ title, module, type, value }: Sample, protocols: readonly Field[], agreement: Agreement): void {
  const root = protocols
    .find(({ name }) => name === module)
    ?.fields.find(({ name }) => name.includes('.') && !name.startsWith('per.'));
  if (root === undefined) agreement.differences.push(`${title}: tshark does not see ${module}`);
  else agreement.value(title, module, type, value, root);
}

describe('tshark agrees', () => {
  it.each([
    ['call signalling', callSignalling, 13],
    ['RAS', ras, 32],
    ['H.245', mediaControl, 70],
  ] as const)('on every message of %s', (_what, make, least) => {
    const samples = make();
    expect(samples.length).toBeGreaterThanOrEqual(least * SEEDS);
    const seen = dissect(samples.map(({ packet }) => packet));
    expect(seen.length).toBe(samples.length);
    expect(
      samples.flatMap(({ title }, index) => complaints(seen[index] ?? []).map((text) => `${title}: ${text}`)),
    ).toEqual([]);
    const agreement = new Agreement(modules);
    for (const [index, sample] of samples.entries()) differences(sample, seen[index] ?? [], agreement);
    expect(agreement.differences).toEqual([]);
    expect(agreement.compared).toBeGreaterThan(samples.length * 5);
  });
});
