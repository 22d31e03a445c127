/** The common parts of all RAS messages. */
import type { H225 } from '../asn1/index.ts';

/** The fields that any message may have. */
export interface RasFields {
  readonly requestSeqNum: number;
  readonly endpointIdentifier?: string;
  readonly tokens?: H225.RegistrationRequest['tokens'];
  readonly cryptoTokens?: H225.RegistrationRequest['cryptoTokens'];
}

/** The message's ASN.1 name and its fields; undefined for a message of a later version. */
export function fieldsOf(message: H225.RasMessage): { readonly name: string; readonly fields: RasFields } | undefined {
  const [name, fields] = Object.entries(message)[0] ?? [];
  if (name === undefined || name.startsWith('$') || Array.isArray(fields)) return undefined;
  return { name, fields: fields as RasFields };
}

/** The message with these tokens added to its fields. */
export function withCryptoTokens(
  message: H225.RasMessage,
  cryptoTokens: H225.RegistrationRequest['cryptoTokens'],
): H225.RasMessage {
  const found = fieldsOf(message);
  return found === undefined
    ? message
    : ({ [found.name]: { ...found.fields, cryptoTokens } } as unknown as H225.RasMessage);
}
