/** Errors of a codec: internally a cheap `Fault`, for callers an `Asn1Error`. */
import { RemoteError } from '../../../../base/errors.ts';

/**
 * `need-more`: the input ends inside the PDU; `malformed`: no continuation could make it valid; `unsupported`:
 * legal, but beyond our limits (depth, size of a number); `unencodable`: the value does not belong to its type.
 */
export type Asn1ErrorKind = 'need-more' | 'malformed' | 'unsupported' | 'unencodable';

export class Asn1Error extends RemoteError {
  declare readonly kind: Asn1ErrorKind;
  /** The PDU's type. */
  readonly codec: string;
  /** `h323-uu-pdu.h323-message-body.setup.sourceAddress[0]`; empty at the top. */
  declare readonly path: string;
  /** The octet at which decoding stopped or that encoding had reached. */
  declare readonly offset: number;

  constructor(codec: string, fault: Fault) {
    const path = fault.path();
    const place = path === '' ? codec : `${codec} ${path}`;
    super(
      fault.kind,
      `Cannot ${fault.kind === 'unencodable' ? 'encode' : 'decode'} ${place} at octet ${fault.offset}: ${fault.reason}`,
      { path, offset: fault.offset },
    );
    this.codec = codec;
  }
}

/** Thrown by the runtime. No stack is captured; each composite that the fault passes adds its part of the path. */
export class Fault {
  readonly kind: Asn1ErrorKind;
  readonly reason: string;
  readonly offset: number;
  readonly #segments: (string | number)[] = [];

  constructor(kind: Asn1ErrorKind, reason: string, offset: number) {
    this.kind = kind;
    this.reason = reason;
    this.offset = offset;
  }

  path(): string {
    return this.#segments.reduceRight<string>(
      (path, segment) => path + (typeof segment === 'number' ? `[${segment}]` : path === '' ? segment : `.${segment}`),
      '',
    );
  }

  add(segment: string | number): void {
    this.#segments.push(segment);
  }
}

/** Adds a segment to the path of a fault and returns the fault, to be rethrown. */
export function within(fault: unknown, segment: string | number | undefined): unknown {
  if (fault instanceof Fault && segment !== undefined) fault.add(segment);
  return fault;
}
