/** Splits ASN.1 text into tokens (X.680 §12). */

export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'symbol';
  readonly text: string;
  readonly line: number;
}

/** A comment ends at the end of the line or at the next `--` (X.680 §12.6.3). */
const TOKEN =
  /(?<space>\s+|--(?:[^\n-]|-(?!-))*(?:--|(?=\n)|$))|(?<word>&?[A-Za-z](?:-?[A-Za-z0-9])*)|(?<number>-?\d+)|"(?<string>[^"]*)"|(?<symbol>::=|\.\.\.|\.\.|\[\[|\]\]|[{}()[\],;.^|<:])/gy;

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const groups = match.groups ?? {};
    for (const kind of ['word', 'number', 'string', 'symbol'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found, line });
    }
    line += match[0].split('\n').length - 1;
    end = match.index + match[0].length;
  }
  if (end < text.length)
    throw new Error(`Cannot read line ${line}: ${JSON.stringify(text.slice(end, end + 20))} is not ASN.1`);
  return tokens;
}
