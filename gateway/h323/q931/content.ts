import { RemoteError } from '../../../base/errors.ts';

/** Reads the contents of one information element. */
export class ContentError extends RemoteError {
  /** Octets of the contents before the fault. */
  declare readonly offset: number;

  constructor(offset: number, detail: string) {
    super('malformed', detail, { offset });
  }
}

export class Content {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  octet(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new ContentError(this.#at, 'the contents end too early');
    this.#at++;
    return value;
  }

  /** The remaining octets, as a view. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#at);
    this.#at = this.#bytes.length;
    return rest;
  }

  /** The remaining octets as one character each (IA5, leniently Latin-1). */
  text(): string {
    let text = '';
    while (this.#at < this.#bytes.length) text += String.fromCharCode(this.octet());
    return text;
  }

  /** Octets that extend the previous one, up to one with the extension bit set (Q.931 §4.5.1). */
  extensions(first: number): readonly number[] {
    const octets: number[] = [];
    for (let octet = first; (octet & 0x80) === 0; octets.push(octet & 0x7f)) octet = this.octet();
    return octets;
  }

  fail(detail: string): never {
    throw new ContentError(this.#at, detail);
  }
}

/** Converts characters to octets; a character that does not fit into one octet becomes `?`. */
export const textBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => (character.charCodeAt(0) <= 0xff ? character.charCodeAt(0) : 0x3f));
