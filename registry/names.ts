/**
 * Names that people and devices may have: without invisible characters, and without look-alikes of other names. The
 * texts are patterns for ECMA-262 with the `u` flag, as in JSON Schema. Pure.
 */

/**
 * A Latin word that contains Cyrillic or Greek letters, or letters that are variants of plain ones (full width,
 * mathematical).
 */
const LOOK_ALIKE = String.raw`\p{Script=Latin}\p{L}*[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{L}*\p{Script=Latin}|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}]`;

/** No control characters, no characters that change the writing direction, no look-alikes. */
export const VISIBLE = `^(?!.*(?:${LOOK_ALIKE}))${String.raw`[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$`}`;
export const EMAIL = `^(?!.*(?:${LOOK_ALIKE}))${String.raw`[^@\s;,<>"]+@[^@\s;,<>"]+$`}`;

/** Explains why a text does not match a pattern. */
export const PATTERN_WORDS: ReadonlyMap<string, string> = new Map([
  [VISIBLE, 'has an invisible character, or mixes look-alike letters of different alphabets'],
  [EMAIL, 'is not an e-mail address, or mixes look-alike letters of different alphabets'],
]);

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const ALIKE = new RegExp(LOOK_ALIKE, 'u');

export const hasHidden = (text: string): boolean => HIDDEN.test(text);
export const looksAlike = (text: string): boolean => ALIKE.test(text);
