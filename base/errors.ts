/**
 * The two kinds of errors: the peer's mistakes and our own. Every error class of the project derives from one of
 * them.
 */

/** The place of a mistake in a message. */
export interface Place {
  /** Path of the field, e.g. `setup.destinationAddress[0]`. */
  readonly path?: string | undefined;
  /** Octets (bits for PER) from the start of the message. */
  readonly offset?: number | undefined;
}

/**
 * A mistake of the peer: an undecodable message, a forbidden request, a file that is not what it claims to be.
 * Subclasses add the answer that their protocol has for it.
 */
export class RemoteError extends Error {
  /** Short, from a closed set per subclass: usable as a metric label. */
  readonly kind: string;
  readonly path: string | undefined;
  readonly offset: number | undefined;

  constructor(kind: string, message: string, { path, offset }: Place = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.kind = kind;
    this.path = path;
    this.offset = offset;
  }
}

/** A failure on our side: something that is gone, full, misconfigured or used wrongly. */
export class LocalError<Kind extends string = string> extends Error {
  /** Short, from a closed set per subclass: usable as a metric label. */
  readonly kind: Kind;

  constructor(kind: Kind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.kind = kind;
  }
}
