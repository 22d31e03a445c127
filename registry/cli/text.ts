/** Text for a terminal: makes control characters visible, and measures width. Pure. */

/** Control characters, and invisible characters that change the order of visible ones. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** The same except line feeds and tabs, which are part of JSON's layout. */
const HIDDEN_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;
/** More marks than a letter can carry would be drawn over neighbouring lines. */
const HEAPED = /(\p{M}{3})\p{M}+/gu;

const escaped = (found: string): string =>
  found
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** Printable text on one line. */
export const printable = (text: string): string => text.replaceAll(HIDDEN, escaped).replaceAll(HEAPED, '$1');

/** Printable JSON with the same meaning. */
export const printableJson = (json: string): string => json.replaceAll(HIDDEN_IN_JSON, escaped);

/** Printable text that keeps its line breaks. */
export const printableLines = (text: string): string => text.split(/\r?\n/).map(printable).join('\n');

const ASCII = /^[ -~]*$/;
/** East Asian Wide and Fullwidth (UAX #11), and characters drawn as pictures. */
const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const MARK = /^\p{M}/u;
/** U+FE0F selects the picture form. */
const PICTURED = /\ufe0f/;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemes = (text: string): readonly string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
const widthOfOne = (grapheme: string): number =>
  WIDE.test(grapheme) || PICTURED.test(grapheme) ? 2 : MARK.test(grapheme) ? 0 : 1;

/** Width in columns of a terminal. */
export const widthOf = (text: string): number =>
  ASCII.test(text) ? text.length : graphemes(text).reduce((sum, each) => sum + widthOfOne(each), 0);

export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Truncates with an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [kept, used] = ['', 1];
  for (const each of graphemes(text)) {
    used += widthOfOne(each);
    if (used > width) break;
    kept += each;
  }
  return `${kept}…`;
}
