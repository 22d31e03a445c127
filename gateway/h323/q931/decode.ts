import { Content, ContentError } from './content.ts';
import { Q931Error } from './error.ts';
import type { Q931Fault } from './error.ts';
import { MESSAGE_TYPES } from './message.ts';
import type { CallReference, MessageName, Q931Message, RawElement } from './message.ts';
import { elementById, USER_USER } from './table.ts';
import type { Draft } from './table.ts';

const PROTOCOL_DISCRIMINATOR = 0x08;
const CALL_REFERENCE_LENGTH = 2;
const HEADER = 5;
const SHIFT = 0x90;
const SENDING_COMPLETE = 0xa1;

const names = new Map<number, MessageName>(
  Object.entries(MESSAGE_TYPES).map(([name, type]) => [type, name as MessageName]),
);

/**
 * Decodes one message without its TPKT (Q.931 §4, H.225.0 §7.2); its octets are views of `bytes`. Elements that
 * have no field, are repeated, belong to another codeset or have invalid contents are left in `other`; invalid
 * contents are also listed in `faults`. Throws a Q931Error if the structure of the message itself is broken.
 */
export function decodeQ931(bytes: Uint8Array): Q931Message {
  const callReference = decodeHeader(bytes);
  const type = bytes[HEADER - 1] ?? 0;
  const draft: Draft & { sendingComplete?: true } = {};
  const other: RawElement[] = [];
  const faults: Q931Fault[] = [];
  decodeElements(bytes, draft, other, faults);
  return {
    type: names.get(type) ?? type,
    callReference,
    ...draft,
    ...(other.length === 0 ? {} : { other }),
    ...(faults.length === 0 ? {} : { faults }),
  };
}

function decodeHeader(bytes: Uint8Array): CallReference {
  const [discriminator, length, high, low] = bytes;
  if (discriminator !== undefined && discriminator !== PROTOCOL_DISCRIMINATOR) {
    throw new Q931Error('unsupported', 'protocolDiscriminator', 0, `${discriminator} is not that of Q.931`);
  }
  if (length !== undefined && length !== CALL_REFERENCE_LENGTH) {
    throw new Q931Error(
      'unsupported',
      'callReference',
      1,
      `its length is ${length}, but H.225.0 requires ${CALL_REFERENCE_LENGTH}`,
    );
  }
  if (bytes.length < HEADER || high === undefined || low === undefined) {
    throw new Q931Error(
      'need-more',
      bytes.length < 2 ? 'protocolDiscriminator' : bytes.length < 4 ? 'callReference' : 'type',
      bytes.length,
      'the message ends here',
    );
  }
  return { value: ((high & 0x7f) << 8) | low, fromDestination: (high & 0x80) !== 0 };
}

function decodeElements(
  bytes: Uint8Array,
  draft: Draft & { sendingComplete?: true },
  other: RawElement[],
  faults: Q931Fault[],
): void {
  let locked = 0;
  let codeset = 0;
  for (let at = HEADER; at < bytes.length;) {
    const id = bytes[at] ?? 0;
    if ((id & 0xf0) === SHIFT) {
      // A locking shift holds from here on, a non-locking shift for one element (§4.5.3, §4.5.4).
      codeset = id & 7;
      if ((id & 8) === 0) locked = codeset;
      at++;
      continue;
    }
    if (id >= 0x80) {
      if (codeset === 0 && id === SENDING_COMPLETE) draft.sendingComplete = true;
      else other.push({ ...inCodeset(codeset), id, bytes: new Uint8Array(0) });
      at++;
    } else at = decodeElement(bytes, at, codeset, draft, other, faults);
    codeset = locked;
  }
}

const inCodeset = (codeset: number): { codeset?: number } => (codeset === 0 ? {} : { codeset });

/** Decodes an element of more than one octet and returns the position after it. */
function decodeElement(
  bytes: Uint8Array,
  at: number,
  codeset: number,
  draft: Draft,
  other: RawElement[],
  faults: Q931Fault[],
): number {
  const id = bytes[at] ?? 0;
  const row = codeset === 0 ? elementById(id) : undefined;
  const name = row?.name ?? `element ${id}${codeset === 0 ? '' : ` of codeset ${codeset}`}`;
  const start = at + (row?.id === USER_USER ? 3 : 2);
  if (start > bytes.length) throw new Q931Error('need-more', name, bytes.length, 'its length is cut short');
  const length = start - at === 3 ? ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0) : (bytes[at + 1] ?? 0);
  const end = start + length;
  if (end > bytes.length)
    throw new Q931Error('need-more', name, bytes.length, `${end - bytes.length} of ${length} octets are missing`);
  const contents = bytes.subarray(start, end);
  const raw = { ...inCodeset(codeset), id, bytes: contents };
  if (row === undefined || draft[row.name] !== undefined) {
    other.push(raw);
    return end;
  }
  try {
    row.decodeInto(draft, new Content(contents));
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    faults.push({ path: name, offset: start + error.offset, detail: error.message });
    other.push(raw);
  }
  return end;
}
