/** Reads the payload of one message, or the contents of one of its attributes. */
import { BfcpError } from './error.ts';
import type { BfcpHeader } from './header.ts';

/** The state shared by all parts of one message. */
interface Whole {
  readonly bytes: Uint8Array;
  readonly header: BfcpHeader;
  /** Unknown attribute types that the sender marked as mandatory (RFC 8855 §5.2). */
  readonly unknown: Set<number>;
}

export class Content {
  readonly #whole: Whole;
  readonly #path: string;
  readonly #end: number;
  #at: number;

  constructor(whole: Whole, path: string, start: number, end: number) {
    this.#whole = whole;
    this.#path = path;
    this.#at = start;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  octet(): number {
    const value = this.left > 0 ? this.#whole.bytes[this.#at] : undefined;
    if (value === undefined) return this.fail('the contents end too early');
    this.#at++;
    return value;
  }

  u16(): number {
    const high = this.octet();
    return (high << 8) | this.octet();
  }

  /** The remaining octets, as a view. */
  rest(): Uint8Array {
    const rest = this.#whole.bytes.subarray(this.#at, this.#end);
    this.#at = this.#end;
    return rest;
  }

  /** The next `length` octets as separate contents. */
  part(name: string, length: number): Content {
    if (length > this.left) this.fail(`${length} octets do not fit into the ${this.left} that are left`, name);
    const start = this.#at;
    this.#at += length;
    return new Content(this.#whole, this.#pathOf(name), start, start + length);
  }

  /** Skips `count` octets, or as many as there are: the last attribute's padding may be missing. */
  skip(count: number): void {
    this.#at = Math.min(this.#end, this.#at + count);
  }

  unknown(type: number): void {
    this.#whole.unknown.add(type);
  }

  fail(detail: string, field?: string): never {
    const path = field === undefined ? this.#path : this.#pathOf(field);
    throw new BfcpError('malformed', path, this.#at, detail, {
      code: 'unableToParseMessage',
      header: this.#whole.header,
    });
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}
