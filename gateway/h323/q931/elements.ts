/** The contents of the information elements, Q.931 §4.5 (one pair of functions each). */
import { textBytes } from './content.ts';
import type { Content } from './content.ts';
import type {
  BearerCapability,
  CallState,
  Cause,
  DateTime,
  PartyNumber,
  ProgressIndicator,
  ScreenedNumber,
  Subaddress,
} from './message.ts';

const EXTENSION = 0x80;
const MULTIRATE = 0x18;
const EMPTY = new Uint8Array(0);

const join = (head: readonly number[], tail: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
};

/** The coding standard: bits 7 and 6 of an octet 3; omitted if it is ITU-T's. */
const coding = (octet: number): { codingStandard?: number } => {
  const codingStandard = (octet >> 5) & 3;
  return codingStandard === 0 ? {} : { codingStandard };
};

/** §4.5.5. */
export function decodeBearerCapability(content: Content): BearerCapability {
  const first = content.octet();
  content.extensions(first);
  const second = content.octet();
  const transferRate = second & 0x1f;
  const rate = transferRate === MULTIRATE ? { rateMultiplier: content.octet() & 0x7f } : {};
  return {
    ...coding(first),
    transferCapability: first & 0x1f,
    transferMode: (second >> 5) & 3,
    transferRate,
    ...rate,
    layers: content.rest(),
  };
}

export function encodeBearerCapability(bearer: BearerCapability): Uint8Array {
  const head = [
    EXTENSION | ((bearer.codingStandard ?? 0) << 5) | bearer.transferCapability,
    EXTENSION | (bearer.transferMode << 5) | bearer.transferRate,
  ];
  if (bearer.transferRate === MULTIRATE) head.push(EXTENSION | (bearer.rateMultiplier ?? 1));
  return join(head, bearer.layers);
}

/** Q.850 §2.1. */
export function decodeCause(content: Content): Cause {
  const first = content.octet();
  const [recommendation] = content.extensions(first);
  const value = content.octet() & 0x7f;
  return {
    value,
    location: first & 0x0f,
    ...coding(first),
    ...(recommendation === undefined ? {} : { recommendation }),
    ...(content.left === 0 ? {} : { diagnostics: content.rest() }),
  };
}

export function encodeCause(cause: Cause): Uint8Array {
  const first = ((cause.codingStandard ?? 0) << 5) | cause.location;
  const head = cause.recommendation === undefined ? [EXTENSION | first] : [first, EXTENSION | cause.recommendation];
  return join([...head, EXTENSION | cause.value], cause.diagnostics ?? EMPTY);
}

/** §4.5.7: two bits of coding standard and six of state, no extension bit. */
export function decodeCallState(content: Content): CallState {
  const octet = content.octet();
  const codingStandard = octet >> 6;
  return { value: octet & 0x3f, ...(codingStandard === 0 ? {} : { codingStandard }) };
}

export const encodeCallState = (state: CallState): Uint8Array =>
  Uint8Array.of(((state.codingStandard ?? 0) << 6) | state.value);

/** §4.5.23. */
export function decodeProgressIndicator(content: Content): ProgressIndicator {
  const first = content.octet();
  content.extensions(first);
  return { description: content.octet() & 0x7f, location: first & 0x0f, ...coding(first) };
}

export const encodeProgressIndicator = (progress: ProgressIndicator): Uint8Array =>
  Uint8Array.of(
    EXTENSION | ((progress.codingStandard ?? 0) << 5) | progress.location,
    EXTENSION | progress.description,
  );

/** §4.5.22, and other elements of seven bits. */
export const decodeSevenBits = (content: Content): number => content.octet() & 0x7f;
export const encodeSevenBits = (value: number): Uint8Array => Uint8Array.of(EXTENSION | value);

/** §4.5.28. */
export const decodeOctet = (content: Content): number => content.octet();
export const encodeOctet = (value: number): Uint8Array => Uint8Array.of(value);

/** §4.5.8. Octets 3a and higher do not belong in this element and are skipped. */
export function decodePartyNumber(content: Content): PartyNumber {
  const first = content.octet();
  content.extensions(first);
  return { type: (first >> 4) & 7, plan: first & 0x0f, digits: content.text() };
}

export const encodePartyNumber = (number: PartyNumber): Uint8Array =>
  join([EXTENSION | (number.type << 4) | number.plan], textBytes(number.digits));

/** §4.5.10, and Q.952 for octet 3b. */
export function decodeScreenedNumber(content: Content): ScreenedNumber {
  const first = content.octet();
  const [screen, reason] = content.extensions(first);
  return {
    type: (first >> 4) & 7,
    plan: first & 0x0f,
    ...(screen === undefined ? {} : { presentation: (screen >> 5) & 3, screening: screen & 3 }),
    ...(reason === undefined ? {} : { reason: reason & 0x0f }),
    digits: content.text(),
  };
}

export function encodeScreenedNumber(number: ScreenedNumber): Uint8Array {
  const octets = [(number.type << 4) | number.plan];
  if (number.presentation !== undefined || number.screening !== undefined || number.reason !== undefined) {
    octets.push(((number.presentation ?? 0) << 5) | (number.screening ?? 0));
  }
  if (number.reason !== undefined) octets.push(number.reason);
  octets.push(EXTENSION | (octets.pop() ?? 0));
  return join(octets, textBytes(number.digits));
}

/** §4.5.9. */
export function decodeSubaddress(content: Content): Subaddress {
  const first = content.octet();
  content.extensions(first);
  return { type: (first >> 4) & 7, odd: (first & 8) !== 0, bytes: content.rest() };
}

export const encodeSubaddress = (address: Subaddress): Uint8Array =>
  join([EXTENSION | (address.type << 4) | (address.odd ? 8 : 0)], address.bytes);

/** §4.5.15. */
export function decodeDateTime(content: Content): DateTime {
  const [year, month, day] = [content.octet(), content.octet(), content.octet()];
  return { year, month, day, time: [...content.rest()] };
}

export const encodeDateTime = ({ year, month, day, time }: DateTime): Uint8Array =>
  Uint8Array.of(year, month, day, ...time);

export const decodeText = (content: Content): string => content.text();
export const decodeBytes = (content: Content): Uint8Array => content.rest();
export const encodeBytes = (bytes: Uint8Array): Uint8Array => bytes;

/** X.680-coded user information (H.225.0 §7.2.2.31). */
const ASN1 = 5;

export function decodeUserUser(content: Content): Uint8Array {
  const discriminator = content.octet();
  return discriminator === ASN1
    ? content.rest()
    : content.fail(`protocol discriminator ${discriminator} is not that of ASN.1`);
}

export const encodeUserUser = (payload: Uint8Array): Uint8Array => join([ASN1], payload);
