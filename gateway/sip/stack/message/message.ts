import { splitCommas } from './scan.ts';
import { canonicalName } from './header-names.ts';

/** The header fields of a message, in their order; values are unparsed byte strings, unfolded and trimmed. */
export class Headers {
  readonly #names: string[] = [];
  readonly #values: string[] = [];

  /** `name` in its canonical form (`header-names.ts`). */
  add(name: string, value: string): void {
    this.#names.push(name);
    this.#values.push(value);
  }

  /** The first field of that name. */
  get(name: string): string | undefined {
    const at = this.#names.indexOf(name);
    return at < 0 ? undefined : this.#values[at];
  }

  /** Returns the first field of that name, in any spelling. */
  find(name: string): string | undefined {
    return this.get(canonicalName(name));
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  count(name: string): number {
    let count = 0;
    for (const other of this.#names) if (other === name) count++;
    return count;
  }

  /** All fields of that name, one string per line of the message. */
  lines(name: string): readonly string[] {
    const lines: string[] = [];
    for (let at = this.#names.indexOf(name); at >= 0; at = this.#names.indexOf(name, at + 1))
      lines.push(this.#values[at] ?? '');
    return lines;
  }

  /** All values of a header that is a comma list. */
  list(name: string): readonly string[] {
    const lines = this.lines(name);
    return lines.length === 1 ? splitCommas(lines[0] ?? '') : lines.flatMap((line) => splitCommas(line));
  }

  /** True if a token list (Supported, Require, Allow) contains `token`, given in lower case. */
  hasToken(name: string, token: string): boolean {
    return this.lines(name).some(
      (line) => line.toLowerCase().includes(token) && splitCommas(line).some((value) => value.toLowerCase() === token),
    );
  }

  get size(): number {
    return this.#names.length;
  }

  *[Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    for (let at = 0; at < this.#names.length; at++) yield [this.#names[at] ?? '', this.#values[at] ?? ''];
  }
}

export const NO_BODY = new Uint8Array(0);

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  /** The Request-URI as received. */
  readonly uri: string;
  readonly version: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Start line and header fields as a byte string, without the empty line. */
  readonly head: string;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly head: string;
}

export type SipMessage = SipRequest | SipResponse;

/** The body as text; undefined if it is empty. */
export function bodyText(message: SipMessage): string | undefined {
  return message.body.length === 0
    ? undefined
    : Buffer.from(message.body.buffer, message.body.byteOffset, message.body.length).toString('utf8');
}
