export { decodeQ931 } from './decode.ts';
export { encodeQ931 } from './encode.ts';
export { Q931Error } from './error.ts';
export type { Q931ErrorKind, Q931Fault } from './error.ts';
export { MESSAGE_TYPES } from './message.ts';
export type {
  BearerCapability,
  CallReference,
  CallState,
  Cause,
  DateTime,
  MessageName,
  PartyNumber,
  ProgressIndicator,
  Q931Elements,
  Q931Message,
  RawElement,
  ScreenedNumber,
  Subaddress,
} from './message.ts';
export { CAUSES, causeName } from './q850.ts';
export type { CauseName } from './q850.ts';
