/** The result of a decoder: a value, or one of two kinds of failure. `error` is one of a few fixed words. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: 'malformed' | 'unsupported'; readonly error: string };

export function malformed(error: string): { readonly ok: false; readonly kind: 'malformed'; readonly error: string } {
  return { ok: false, kind: 'malformed', error };
}

export function unsupported(error: string): {
  readonly ok: false;
  readonly kind: 'unsupported';
  readonly error: string;
} {
  return { ok: false, kind: 'unsupported', error };
}
