/**
 * Which names people and devices may have: nothing that cannot be seen, and nothing that looks like another name but is not it.
 * The texts are patterns for ECMA-262 with the `u` flag, as JSON Schema has them. Pure.
 */

/** A word of Latin with Cyrillic or Greek letters in it, or letters that are only another form of plain ones (full width, mathematical). */
const LOOK_ALIKE = String.raw`\p{Script=Latin}\p{L}*[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{L}*\p{Script=Latin}|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}]`;

/** No control characters, nothing that turns the direction of writing, no look-alikes. */
export const VISIBLE = `^(?!.*(?:${LOOK_ALIKE}))${String.raw`[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$`}`;
export const EMAIL = `^(?!.*(?:${LOOK_ALIKE}))${String.raw`[^@\s;,<>"]+@[^@\s;,<>"]+$`}`;

/** What is wrong with a text that does not match. */
export const PATTERN_WORDS: ReadonlyMap<string, string> = new Map([
  [VISIBLE, 'has a character that cannot be seen, or mixes letters of alphabets that look alike'],
  [EMAIL, 'is no e-mail address, or mixes letters of alphabets that look alike'],
]);

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const ALIKE = new RegExp(LOOK_ALIKE, 'u');

export const hasHidden = (text: string): boolean => HIDDEN.test(text);
export const looksAlike = (text: string): boolean => ALIKE.test(text);
