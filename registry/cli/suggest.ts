/** Suggestions for mistyped words. Pure. */

/** Edits that turn one word into the other: insertions, deletions, replacements and swaps of neighbours. */
export function distance(a: string, b: string): number {
  let [twoBack, previous]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (twoBack[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
    [twoBack, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}

/** `; did you mean "device"?` for the closest known word, or nothing if none is close. */
export function suggestion(typed: string, known: readonly string[]): string {
  const most = typed.length < 4 ? 1 : 2;
  const [best] = known
    .map((word) => ({ word, edits: distance(typed.toLowerCase(), word) }))
    .filter(({ word, edits }) => edits <= most || (typed.length > 2 && word.startsWith(typed.toLowerCase())))
    .toSorted((x, y) => x.edits - y.edits);
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best.word)}?`;
}
