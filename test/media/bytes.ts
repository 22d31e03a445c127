/** Parses lines of hex pairs into bytes; anything after two spaces at the end of a line's pairs is a comment. */
export function bytes(text: string): Uint8Array {
  const pairs = text
    .split('\n')
    .flatMap((line) => /^\s*((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:\s{2,}.*)?\s*$/i.exec(line)?.[1]?.split(' ') ?? []);
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
