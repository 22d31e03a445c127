/** Decodes the three kinds of H.323 messages to the values that are printed. */
import {
  Asn1Error,
  H323UserInformation,
  MultimediaSystemControlMessage,
  OpenLogicalChannel,
  RasMessage,
  type H225,
} from '../../h323/asn1/index.ts';
import { decodeQ931, Q931Error, type Q931Message } from '../../h323/q931/index.ts';
import { failed, type Decoded, type MessageError } from './message.ts';
import { plain } from './plain.ts';
import { hideInH225, hideInH245, hideNothing } from './secrets.ts';

export interface DecodedCallSignalling extends Decoded {
  /** The H.245 messages that it carries, in order. */
  readonly tunnelled: readonly Uint8Array[];
  /** The decoded PDU, from which addresses are learned. */
  readonly pdu: unknown;
}

/** Rethrows anything other than a codec's error. */
function errorOf(error: unknown, path = '', offset = 0): MessageError {
  if (!(error instanceof Asn1Error) && !(error instanceof Q931Error)) throw error;
  const text = error.message.slice(error.message.indexOf(': ') + 2);
  return { kind: error.kind, path: path + error.path, offset: offset + error.offset, text };
}

/** The only alternative of a CHOICE; `unknown` for one of a later version. */
function alternative(choice: object): readonly [name: string, value: unknown] {
  const [name = 'unknown', value] = Object.entries(choice)[0] ?? [];
  return [name === '$unknown' ? 'unknown' : name, value];
}

/** Decodes a Q.931 message with its H323-UserInformation (H.225.0 §7.2, §7.3). */
export function decodeCallSignalling(payload: Uint8Array, showSecrets: boolean): DecodedCallSignalling {
  const nothing = { tunnelled: [], pdu: undefined };
  const hide = showSecrets ? hideNothing : hideInH225;
  let q931: Q931Message;
  try {
    q931 = decodeQ931(payload);
  } catch (error) {
    return { ...failed('h225-cs', errorOf(error)), ...nothing };
  }
  const { userUser, ...elements } = q931;
  const name = typeof q931.type === 'string' ? q931.type : `message ${q931.type}`;
  const [fault] = q931.faults ?? [];
  const error: MessageError | null =
    fault === undefined ? null : { kind: 'malformed', path: fault.path, offset: fault.offset, text: fault.detail };
  const whole = { protocol: 'h225-cs', message: name, error, value: { q931: plain(elements, hide) } } as const;
  if (userUser === undefined) return { ...whole, ...nothing };
  try {
    const information = H323UserInformation.decode(userUser);
    return withInformation(whole, information, showSecrets);
  } catch (failure) {
    return { ...whole, ...nothing, error: errorOf(failure, '', userUser.byteOffset - payload.byteOffset) };
  }
}

function withInformation(
  whole: Decoded & { readonly value: object },
  information: H225.H323UserInformation,
  showSecrets: boolean,
): DecodedCallSignalling {
  const pdu = information['h323-uu-pdu'];
  const [name, body] = alternative(pdu['h323-message-body']);
  const { fastStart, parallelH245Control = [] } = (body ?? {}) as {
    readonly fastStart?: readonly Uint8Array[];
    readonly parallelH245Control?: readonly Uint8Array[];
  };
  const opened = openFastStart(fastStart ?? [], `h323-uu-pdu.h323-message-body.${name}.fastStart`, showSecrets);
  const shown = structuredBody(information, name, fastStart && opened.values, showSecrets);
  const tunnelled = [...parallelH245Control, ...(pdu.h245Control ?? [])];
  return {
    ...whole,
    message: name,
    error: whole.error ?? opened.error,
    value: { ...whole.value, ...shown },
    tunnelled,
    pdu: information,
  };
}

/**
 * The PDU with the channels in fastStart decoded. Tunnelled H.245 messages are shown by name only, because they
 * have lines of their own.
 */
function structuredBody(
  information: H225.H323UserInformation,
  name: string,
  fastStart: readonly unknown[] | undefined,
  showSecrets: boolean,
): object {
  const hide = showSecrets ? hideNothing : hideInH225;
  const names = (messages: readonly Uint8Array[]): readonly (string | null)[] =>
    messages.map((octets) => decodeControl(octets, false)[0]?.message ?? null);
  const { 'h323-uu-pdu': pdu, ...others } = information;
  const body = alternative(pdu['h323-message-body'])[1];
  const { h245Control, ...rest } = pdu;
  const within = rest as unknown as Record<string, unknown>;
  const shown = plain(
    { ...within, ...(h245Control !== undefined && { h245Control: names(h245Control) }) },
    hide,
  ) as Record<string, unknown>;
  if (typeof body === 'object' && body !== null && ('fastStart' in body || 'parallelH245Control' in body)) {
    const parallel = (body as H225.SetupUUIE).parallelH245Control;
    const bare = {
      ...body,
      ...(fastStart && { fastStart: [] }),
      ...(parallel && { parallelH245Control: names(parallel) }),
    };
    shown['h323-message-body'] = { [name]: { ...(plain(bare, hide) as object), ...(fastStart && { fastStart }) } };
  }
  return { 'h323-uu-pdu': shown, ...(plain(others, hide) as object) };
}

/**
 * Decodes the elements of fastStart (H.323 §8.1.7); an undecodable one is shown as octets and becomes the error of
 * the message.
 */
function openFastStart(
  elements: readonly Uint8Array[],
  path: string,
  showSecrets: boolean,
): { readonly values: readonly unknown[]; readonly error: MessageError | null } {
  let first: MessageError | null = null;
  const values = elements.map((octets, index) => {
    try {
      return plain(OpenLogicalChannel.decode(octets), showSecrets ? hideNothing : hideInH245);
    } catch (error) {
      first ??= errorOf(error, `${path}[${index}].`);
      return plain(octets, hideNothing);
    }
  });
  return { values, error: first };
}

/** Decodes H.245 (§6): one packet may contain several messages. */
export function decodeControl(octets: Uint8Array, showSecrets: boolean): readonly Decoded[] {
  const all: Decoded[] = [];
  for (let at = 0; at < octets.length || at === 0;) {
    try {
      const { value, consumed } = MultimediaSystemControlMessage.decodeFirst(octets.subarray(at));
      const [kind, body] = alternative(value);
      const message =
        typeof body === 'object' && body !== null && kind !== 'unknown' ? alternative(body)[0] : 'unknown';
      all.push({ protocol: 'h245', message, error: null, value: plain(value, showSecrets ? hideNothing : hideInH245) });
      at += consumed;
    } catch (error) {
      all.push(failed('h245', errorOf(error, '', at)));
      break;
    }
  }
  return all;
}

/** Decodes a RAS datagram (H.225.0 §7.6 onwards). */
export function decodeRas(octets: Uint8Array, showSecrets: boolean): Decoded & { readonly pdu: unknown } {
  try {
    const value = RasMessage.decode(octets);
    return {
      protocol: 'h225-ras',
      message: alternative(value)[0],
      error: null,
      value: plain(value, showSecrets ? hideNothing : hideInH225),
      pdu: value,
    };
  } catch (error) {
    return { ...failed('h225-ras', errorOf(error)), pdu: undefined };
  }
}
