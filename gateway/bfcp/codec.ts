/** Decodes and encodes one complete message (RFC 8855 §5). */
import { concat, decodeMembers, encodeMembers } from './attribute.ts';
import type { FieldsOf, Members } from './attribute.ts';
import { Content } from './content.ts';
import { BfcpError } from './error.ts';
import { decodeHeader, encodeHeader } from './header.ts';
import type { BfcpHeader, DecodedHeader } from './header.ts';
import { GRAMMAR } from './message.ts';
import type { BfcpBody, BfcpMessage } from './message.ts';
import { PRIMITIVES, primitiveNumber, primitiveOf } from './names.ts';
import type { Numbering } from './names.ts';

/**
 * Decodes an unfragmented message from its first octet to its last. Throws a BfcpError: `need-more` if it is cut
 * short, `unsupported` for an unknown version, primitive or mandatory attribute, `malformed` for all other faults;
 * its `answer` is the content for an Error message. On an unreliable transport version 1 has other numbers for some
 * primitives.
 */
export function decodeBfcp(bytes: Uint8Array, isReliable = true): BfcpMessage {
  const decoded = decodeHeader(bytes);
  const { header, length } = decoded;
  checkLength(bytes, decoded);
  const primitive = primitiveOf(decoded.primitive, numberingOf(header, isReliable));
  if (primitive === undefined)
    throw new BfcpError('unsupported', 'header.primitive', 1, `${decoded.primitive} is unknown`, {
      code: 'unknownPrimitive',
      header,
    });
  const unknown = new Set<number>();
  const body = {
    primitive,
    ...decodeMembers(GRAMMAR[primitive] as Members, new Content({ bytes, header, unknown }, '', length, bytes.length)),
  };
  if (unknown.size > 0) {
    const types = [...unknown];
    throw new BfcpError(
      'unsupported',
      `attribute ${types[0]}`,
      length,
      `${types.join(', ')} is mandatory but unknown`,
      { code: 'unknownMandatoryAttribute', attributes: types, header },
    );
  }
  return { header, body: body as unknown as BfcpBody };
}

const numberingOf = ({ version }: BfcpHeader, isReliable: boolean): Numbering =>
  version === 1 && !isReliable ? 'draft' : 'rfc';

function checkLength(bytes: Uint8Array, { header, length, payloadLength, fragment }: DecodedHeader): void {
  if (fragment !== undefined)
    throw new BfcpError('malformed', 'header.fragment', 0, 'this is one fragment of a message', {
      code: 'unableToParseMessage',
      header,
    });
  const missing = length + payloadLength - bytes.length;
  if (missing === 0) return;
  const kind = missing > 0 ? 'need-more' : 'malformed';
  const detail =
    missing > 0
      ? `${missing} of ${payloadLength} octets are missing`
      : `${-missing} octets follow the announced ${payloadLength}`;
  throw new BfcpError(kind, 'header.payloadLength', Math.min(bytes.length, length + payloadLength), detail, {
    code: 'incorrectMessageLength',
    header,
  });
}

/** Throws a RangeError for a value that does not fit its field. */
export function encodeBfcp({ header, body }: BfcpMessage, isReliable = true): Uint8Array {
  const payload = encodeMembers(GRAMMAR[body.primitive] as Members, body as unknown as FieldsOf<Members>);
  return concat([
    encodeHeader(header, primitiveNumber(body.primitive, numberingOf(header, isReliable)), payload.length),
    payload,
  ]);
}

export const PRIMITIVE_NUMBERS: readonly number[] = Object.values<number>(PRIMITIVES);
