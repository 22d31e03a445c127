import { MESSAGE_TYPES } from './message.ts';
import type { Q931Message, RawElement } from './message.ts';
import { ELEMENTS, USER_USER } from './table.ts';

const HEADER = [0x08, 2];
const NON_LOCKING_SHIFT = 0x98;
const SENDING_COMPLETE = 0xa1;

interface Part {
  readonly id: number;
  readonly head: readonly number[];
  readonly bytes: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/**
 * Writes the elements in the order of their identifiers, those of other codesets last. Throws a RangeError if an
 * element is too long.
 */
export function encodeQ931(message: Q931Message): Uint8Array {
  const parts: Part[] =
    message.sendingComplete === true ? [{ id: SENDING_COMPLETE, head: [SENDING_COMPLETE], bytes: EMPTY }] : [];
  parts.push(...encodeElements(message));
  const length = parts.reduce((sum, { head, bytes }) => sum + head.length + bytes.length, HEADER.length + 3);
  const out = new Uint8Array(length);
  const { value, fromDestination } = message.callReference;
  out.set([...HEADER, (fromDestination ? 0x80 : 0) | ((value >> 8) & 0x7f), value & 0xff, typeOf(message)]);
  let at = HEADER.length + 3;
  for (const { head, bytes } of parts) {
    out.set(head, at);
    out.set(bytes, at + head.length);
    at += head.length + bytes.length;
  }
  return out;
}

const typeOf = ({ type }: Q931Message): number => (typeof type === 'number' ? type : MESSAGE_TYPES[type]);

function encodeElements(message: Q931Message): Part[] {
  const parts: Part[] = [];
  for (const { id, encodeFrom } of ELEMENTS) {
    const bytes = encodeFrom(message);
    if (bytes !== undefined) parts.push({ id, head: headOf(id, bytes.length), bytes });
  }
  if (message.other === undefined) return parts;
  // Sorting is stable: a repeated element stays after the first one.
  const own = message.other.filter(({ codeset = 0 }) => codeset === 0).map(encodeRaw);
  return [
    ...[...parts, ...own].sort((a, b) => a.id - b.id),
    ...message.other.filter(({ codeset = 0 }) => codeset !== 0).map(encodeRaw),
  ];
}

function encodeRaw({ codeset = 0, id, bytes }: RawElement): Part {
  const shift = codeset === 0 ? [] : [NON_LOCKING_SHIFT | codeset];
  return id >= 0x80
    ? { id, head: [...shift, id], bytes: EMPTY }
    : { id, head: [...shift, ...headOf(id, bytes.length, codeset)], bytes };
}

function headOf(id: number, length: number, codeset = 0): readonly number[] {
  const long = id === USER_USER && codeset === 0;
  if (length > (long ? 0xffff : 0xff))
    throw new RangeError(`Cannot encode Q.931 element ${id} of ${length} octets: too long`);
  return long ? [id, length >> 8, length & 0xff] : [id, length];
}
