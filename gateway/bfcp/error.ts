import type { BfcpHeader, ErrorCode } from './names.ts';

/** `need-more`: cut short; `malformed`: breaks RFC 8855; `unsupported`: legal, and not for us. */
export type BfcpErrorKind = 'need-more' | 'malformed' | 'unsupported';

/** What an Error message says of the fault (RFC 8855 §5.2.6). */
export interface BfcpAnswer {
  readonly code: ErrorCode;
  /** Types of attributes, for `unknownMandatoryAttribute`. */
  readonly attributes?: readonly number[];
  /** Of the message at fault, when it could be read. */
  readonly header?: BfcpHeader;
}

/** The peer's message can't be read. */
export class BfcpError extends Error {
  readonly kind: BfcpErrorKind;
  /** The field at fault, e.g. `header.version` or `floorRequestInformation.requestStatus`. */
  readonly path: string;
  /** Octets of the message before the fault. */
  readonly offset: number;
  readonly answer: BfcpAnswer;

  constructor(kind: BfcpErrorKind, path: string, offset: number, detail: string, answer: BfcpAnswer) {
    super(`Cannot read BFCP ${path} at octet ${offset}: ${detail}`);
    this.name = 'BfcpError';
    this.kind = kind;
    this.path = path;
    this.offset = offset;
    this.answer = answer;
  }
}
