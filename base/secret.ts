/** Texts that must never be printed: PINs, passwords, keys. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** A text that prints `***` wherever it is logged, formatted or serialised. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect](): string {
    return '***';
  }
}

/** A meeting PIN or passcode. */
export const Pin = Secret;
export type Pin = Secret;
