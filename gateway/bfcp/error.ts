import { RemoteError } from '../../base/errors.ts';
import type { BfcpHeader, ErrorCode } from './names.ts';

/** `need-more`: cut short; `malformed`: violates RFC 8855; `unsupported`: legal, but not supported here. */
export type BfcpErrorKind = 'need-more' | 'malformed' | 'unsupported';

/** The content of an Error message about the fault (RFC 8855 §5.2.6). */
export interface BfcpAnswer {
  readonly code: ErrorCode;
  /** Types of attributes, for `unknownMandatoryAttribute`. */
  readonly attributes?: readonly number[];
  /** The header of the faulty message, if it was readable. */
  readonly header?: BfcpHeader;
}

/** The peer's message cannot be read. */
export class BfcpError extends RemoteError {
  declare readonly kind: BfcpErrorKind;
  /** The field at fault, e.g. `header.version` or `floorRequestInformation.requestStatus`. */
  declare readonly path: string;
  /** Octets of the message before the fault. */
  declare readonly offset: number;
  readonly answer: BfcpAnswer;

  constructor(kind: BfcpErrorKind, path: string, offset: number, detail: string, answer: BfcpAnswer) {
    super(kind, `Cannot read BFCP ${path} at octet ${offset}: ${detail}`, { path, offset });
    this.answer = answer;
  }
}
