/** The regular expressions allowed in the list: those that match any name of 256 characters in bounded time. Pure. */

const LONGEST = 300;
/** Each further loop multiplies the steps by the length of the name. An expression without `^` counts as one loop. */
const MOST_LOOPS = 3;
/** More repetitions than this count as a loop. */
const FEW = 8;

interface Group {
  /** The group has a loop or alternatives: repeating it could take exponential time. */
  branches: boolean;
}

/** Describes what is wrong with an expression; undefined if nothing is. */
export function patternProblem(source: string): string | undefined {
  if (source.length > LONGEST) return `is longer than ${LONGEST} characters`;
  try {
    void new RegExp(source);
  } catch {
    return 'is not a regular expression';
  }
  if (/\\[1-9k]|\(\?(?!:|<firmware>)/.test(source.replaceAll(/\\[^1-9k]/g, '')))
    return 'has a back-reference, a look-around or a group not named firmware';
  return loopProblem(source);
}

function loopProblem(source: string): string | undefined {
  const open: Group[] = [{ branches: false }];
  let loops = source.startsWith('^') ? 0 : 1;
  for (const { token, quantifier } of tokensOf(source)) {
    if (token === '(') open.push({ branches: false });
    const top = open.at(-1);
    if (top === undefined) return 'is not a regular expression';
    if (token === '|') top.branches = true;
    const closed = token === ')' ? open.pop() : undefined;
    const repeats = isLoop(quantifier);
    if (repeats && closed?.branches === true) return 'repeats a group with repetitions or alternatives';
    if (repeats) loops += 1;
    const parent = open.at(-1);
    if (parent && (repeats || closed?.branches === true)) parent.branches = true;
  }
  return loops > MOST_LOOPS
    ? `has more than ${MOST_LOOPS} parts that repeat (not beginning with ^ counts as one)`
    : undefined;
}

const TOKEN =
  /(?<token>\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?:|\?<firmware>)?|[^\\[(])(?<quantifier>[*+?]|\{\d+(?:,\d*)?\})?/gs;

function* tokensOf(source: string): Generator<{ readonly token: string; readonly quantifier: string }> {
  for (const { groups } of source.matchAll(TOKEN)) {
    const token = groups?.['token'] ?? '';
    yield { token: token.startsWith('(') ? '(' : token, quantifier: groups?.['quantifier'] ?? '' };
  }
}

function isLoop(quantifier: string): boolean {
  if (quantifier === '*' || quantifier === '+') return true;
  const [, least = '0', comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(quantifier) ?? [];
  return (comma === ',' && most === '') || Number(most === '' ? least : (most ?? 0)) > FEW;
}
