/** A position in a list of tokens. */
import type { Token } from './tokens.ts';

export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /**
   * The text of the next token, or of a later one. A string keeps its quotes, so that it is never taken for a word.
   */
  peek(ahead = 0): string {
    const token = this.#tokens[this.#at + ahead];
    if (token === undefined) return '';
    return token.kind === 'string' ? `"${token.text}"` : token.text;
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('Cannot read on: the module ends early');
    this.#at += 1;
    return token;
  }

  word(): string {
    const token = this.next();
    return token.kind === 'word' ? token.text : this.#fail(token, 'a name');
  }

  number(): number {
    const token = this.next();
    return token.kind === 'number' ? Number(token.text) : this.#fail(token, 'a number');
  }

  string(): string {
    const token = this.next();
    return token.kind === 'string' ? token.text : this.#fail(token, 'a string');
  }

  expect(...texts: readonly string[]): void {
    for (const text of texts) {
      const token = this.next();
      if (token.kind === 'string' || token.text !== text) this.#fail(token, text);
    }
  }

  /** Takes the texts if all of them are next. */
  take(...texts: readonly string[]): boolean {
    if (!texts.every((text, index) => this.peek(index) === text)) return false;
    this.#at += texts.length;
    return true;
  }

  /** Skips a bracketed group; the opening bracket is next. */
  skipGroup(): void {
    const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')' };
    const open = this.next();
    const close = closing[open.text];
    if (close === undefined) return this.#fail(open, 'a bracket');
    while (this.peek() !== close) {
      if (closing[this.peek()] !== undefined) this.skipGroup();
      else this.next();
    }
    this.next();
  }

  #fail(token: Token, wanted: string): never {
    throw new Error(`Cannot read line ${token.line}: ${wanted} expected, not ${JSON.stringify(token.text)}`);
  }
}
