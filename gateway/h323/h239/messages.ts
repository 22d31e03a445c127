/** The messages of H.239 (§8) inside the generic messages of H.245. Pure. */
import type * as H245 from '../asn1/generated/h245.types.ts';
import { command, indication, request, response, type Message } from '../h245/message.ts';

/** The subject of a token message: the terminal (0: not numbered by an MCU) and the logical channel. */
export interface TokenSubject {
  readonly label: number;
  readonly channel: number;
}

export type H239Message =
  /** `bitRate` in units of 100 bit/s. */
  | { readonly type: 'flowControlReleaseRequest'; readonly channel: number; readonly bitRate: number }
  | { readonly type: 'flowControlReleaseResponse'; readonly channel: number; readonly accepted: boolean }
  | ({ readonly type: 'presentationTokenRequest'; readonly symmetryBreaking: number } & TokenSubject)
  | ({ readonly type: 'presentationTokenResponse'; readonly accepted: boolean } & TokenSubject)
  | ({ readonly type: 'presentationTokenRelease' } & TokenSubject)
  | ({ readonly type: 'presentationTokenIndicateOwner' } & TokenSubject);

/** H.239 appendix I. */
const MESSAGE = '0.0.8.239.2';
/** H.239 table 6: sub-messages. */
const SUB_MESSAGE = {
  flowControlReleaseRequest: 1,
  flowControlReleaseResponse: 2,
  presentationTokenRequest: 3,
  presentationTokenResponse: 4,
  presentationTokenRelease: 5,
  presentationTokenIndicateOwner: 6,
} as const;
/** H.239 §8.3: parameters. */
const [BIT_RATE, CHANNEL_ID, SYMMETRY_BREAKING, TERMINAL_LABEL, ACKNOWLEDGE, REJECT] = [41, 42, 43, 44, 126, 127];

const MAX_UNSIGNED = 0xffff;

const number = (id: number, value: number): H245.GenericParameter => ({
  parameterIdentifier: { standard: id },
  parameterValue: { unsignedMin: Math.min(value, MAX_UNSIGNED) },
});
const verdict = (accepted: boolean): H245.GenericParameter => ({
  parameterIdentifier: { standard: accepted ? ACKNOWLEDGE : REJECT },
  parameterValue: { logical: null },
});
const subject = ({ label, channel }: TokenSubject): readonly H245.GenericParameter[] => [
  number(TERMINAL_LABEL, label),
  number(CHANNEL_ID, channel),
];

const generic = (type: H239Message['type'], messageContent: readonly H245.GenericParameter[]): H245.GenericMessage => ({
  messageIdentifier: { standard: MESSAGE },
  subMessageIdentifier: SUB_MESSAGE[type],
  messageContent,
});

/** Writes the parameters in the order of their tables (H.239 tables 10 to 15), which some peers rely on. */
export function encodeH239(message: H239Message): Message {
  const { type } = message;
  switch (type) {
    case 'flowControlReleaseRequest':
      return request({
        genericRequest: generic(type, [number(CHANNEL_ID, message.channel), number(BIT_RATE, message.bitRate)]),
      });
    case 'flowControlReleaseResponse':
      return response({
        genericResponse: generic(type, [verdict(message.accepted), number(CHANNEL_ID, message.channel)]),
      });
    case 'presentationTokenRequest':
      return request({
        genericRequest: generic(type, [...subject(message), number(SYMMETRY_BREAKING, message.symmetryBreaking)]),
      });
    case 'presentationTokenResponse':
      return response({ genericResponse: generic(type, [verdict(message.accepted), ...subject(message)]) });
    case 'presentationTokenRelease':
      return command({ genericCommand: generic(type, subject(message)) });
    case 'presentationTokenIndicateOwner':
      return indication({ genericIndication: generic(type, subject(message)) });
    default:
      return type satisfies never;
  }
}

/** Returns undefined if the message is not of H.239; `unknown` if its type is unknown or it lacks parameters. */
export function decodeH239(message: Message): H239Message | 'unknown' | undefined {
  const body = genericOf(message);
  if (body === undefined || !('standard' in body.messageIdentifier) || body.messageIdentifier.standard !== MESSAGE)
    return undefined;
  const values = new Map(
    (body.messageContent ?? []).flatMap(({ parameterIdentifier, parameterValue }) =>
      'standard' in parameterIdentifier ? [[parameterIdentifier.standard, valueOf(parameterValue)]] : [],
    ),
  );
  const value = (id: number): number => values.get(id) ?? 0;
  const [channel, label] = [value(CHANNEL_ID), value(TERMINAL_LABEL)];
  // An answer that says neither is a rejection.
  const accepted = values.has(ACKNOWLEDGE) && !values.has(REJECT);
  switch (body.subMessageIdentifier) {
    case SUB_MESSAGE.flowControlReleaseRequest:
      return { type: 'flowControlReleaseRequest', channel, bitRate: value(BIT_RATE) };
    case SUB_MESSAGE.flowControlReleaseResponse:
      return { type: 'flowControlReleaseResponse', channel, accepted };
    case SUB_MESSAGE.presentationTokenRequest:
      return { type: 'presentationTokenRequest', channel, label, symmetryBreaking: value(SYMMETRY_BREAKING) };
    case SUB_MESSAGE.presentationTokenResponse:
      return { type: 'presentationTokenResponse', channel, label, accepted };
    case SUB_MESSAGE.presentationTokenRelease:
      return { type: 'presentationTokenRelease', channel, label };
    case SUB_MESSAGE.presentationTokenIndicateOwner:
      return { type: 'presentationTokenIndicateOwner', channel, label };
    default:
      return 'unknown';
  }
}

/** The generic message in any of the four kinds: some devices send the release as an indication. */
function genericOf(message: Message): H245.GenericMessage | undefined {
  if ('request' in message) return 'genericRequest' in message.request ? message.request.genericRequest : undefined;
  if ('response' in message)
    return 'genericResponse' in message.response ? message.response.genericResponse : undefined;
  if ('command' in message) return 'genericCommand' in message.command ? message.command.genericCommand : undefined;
  return 'indication' in message && 'genericIndication' in message.indication
    ? message.indication.genericIndication
    : undefined;
}

/** Returns undefined if the value is not a number; the presence of the parameter counts, too. */
function valueOf(value: H245.ParameterValue): number | undefined {
  if ('unsignedMin' in value) return value.unsignedMin;
  if ('unsignedMax' in value) return value.unsignedMax;
  if ('unsigned32Min' in value) return value.unsigned32Min;
  if ('unsigned32Max' in value) return value.unsigned32Max;
  return 'booleanArray' in value ? value.booleanArray : undefined;
}
