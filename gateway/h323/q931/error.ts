import { RemoteError } from '../../../base/errors.ts';

/** `need-more`: cut short; `malformed`: violates Q.931; `unsupported`: legal, but not supported here. */
export type Q931ErrorKind = 'need-more' | 'malformed' | 'unsupported';

/** The message as a whole cannot be read. */
export class Q931Error extends RemoteError {
  declare readonly kind: Q931ErrorKind;
  /** The element at fault, e.g. `callReference` or `calledPartyNumber`. */
  declare readonly path: string;
  /** Octets before the fault. */
  declare readonly offset: number;

  constructor(kind: Q931ErrorKind, path: string, offset: number, detail: string) {
    super(kind, `Cannot read Q.931 ${path} at octet ${offset}: ${detail}`, { path, offset });
  }
}

/** An element whose contents violate its rules; the rest of the message remains valid (Q.931 §5.8.7.2). */
export interface Q931Fault {
  readonly path: string;
  readonly offset: number;
  readonly detail: string;
}
