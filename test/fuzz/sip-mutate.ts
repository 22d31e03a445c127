/** Damages SIP messages, at random by a seed. Texts are byte strings. */

export class Dice {
  readonly #next: () => number;

  constructor(next: () => number) {
    this.#next = next;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('Cannot pick: there is nothing');
    return value;
  }
}

type Mutation = (text: string, dice: Dice, corpus: readonly string[]) => string;

const NUMBERS = [
  '0',
  '1',
  '-1',
  '00',
  '255',
  '256',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '99999999999999999999',
  '1e9',
  '0x10',
  '1.5',
  'NaN',
] as const;
const WORDS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '*',
  '"',
  '\\',
  '<',
  '>',
  ',',
  ';',
  ';;',
  '=',
  ':',
  '@',
  '%',
  '%00',
  '%zz',
  '\0',
  '\r',
  '\n',
  '\t',
  ' ',
  '\r\n ',
  '\xff\xfe',
  '\xc3\x28',
  '\xf0\x9f\x98\x80',
  'sip:',
  'sips:',
  'tel:',
  '[::1]',
  '[',
  ']',
  '?',
  '&',
] as const;
const BRANCHES = ['z9hG4bK', 'z9hG4bK__proto__', '', 'x'] as const;

const HEADERS = [
  'Require: 100rel',
  'Require: nothere',
  'Supported: 100rel, timer',
  'Session-Expires: 90;refresher=uac',
  'Session-Expires: 90;refresher=uas',
  'Session-Expires: 1',
  'Min-SE: 4000000000',
  'RSeq: 1',
  'RAck: 1 1 INVITE',
  'Expires: 0',
  'Max-Forwards: 0',
  'Content-Encoding: gzip',
  'Content-Disposition: render;handling=optional',
  'Content-Type: multipart/mixed;boundary=x',
  'Content-Length: 0',
  'Content-Length: 99999',
  'Route: <sip:10.0.0.1;lr>',
  'Record-Route: <sip:10.0.0.9;lr>',
  'Record-Route: <sip:gone.example.org>',
  'Contact: *',
  'Contact: <tel:+1>',
  'Contact: <sip:gone.example.org>',
  'Contact: <sip:10.0.0.9;transport=tcp>',
  'Refer-To: <sip:a@b?Replaces=x>',
  'Retry-After: 1',
  'Accept: text/plain',
  'Allow: INVITE, ACK, UPDATE',
  'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',
  'Proxy-Authenticate: Digest realm="r", nonce="n"',
  'Authorization: Digest username="u", realm="roomgate", nonce="n", uri="sip:x", response="00"',
  'Event: refer',
  'To: <sip:a@b>',
  'Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKmore',
] as const;

function replaceAt(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

function lines(text: string): string[] {
  const end = text.indexOf('\r\n\r\n');
  return (end < 0 ? text : text.slice(0, end)).split('\r\n');
}

function withLines(text: string, head: readonly string[]): string {
  const end = text.indexOf('\r\n\r\n');
  return head.join('\r\n') + (end < 0 ? '' : text.slice(end));
}

function onMatch(text: string, pattern: RegExp, dice: Dice, by: string): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const hit = dice.pick(found);
  return replaceAt(text, hit.index, hit.index + hit[0].length, by);
}

const MUTATIONS: readonly Mutation[] = [
  // Flips one bit.
  (text, dice) => {
    const at = dice.below(text.length);
    return replaceAt(text, at, at + 1, String.fromCharCode((text.charCodeAt(at) ^ (1 << dice.below(8))) & 255));
  },
  // Truncates and appends a byte; inserts a byte; removes up to 20 bytes; replaces up to two bytes by a word.
  (text, dice) => replaceAt(text, dice.below(text.length), text.length, '') + String.fromCharCode(dice.below(256)),
  (text, dice) => {
    const at = dice.below(text.length);
    return replaceAt(text, at, at, String.fromCharCode(dice.below(256)));
  },
  (text, dice) => {
    const at = dice.below(text.length);
    return replaceAt(text, at, at + 1 + dice.below(20), '');
  },
  (text, dice) => {
    const at = dice.below(text.length);
    return replaceAt(text, at, at + dice.below(3), dice.pick(WORDS));
  },
  // Duplicates, removes or moves lines.
  (text, dice) => {
    const head = lines(text);
    const at = dice.below(head.length);
    head.splice(at, 0, head[at] ?? '');
    return withLines(text, head);
  },
  (text, dice) => {
    const head = lines(text);
    head.splice(dice.below(head.length), 1);
    return withLines(text, head);
  },
  (text, dice) => {
    const head = lines(text);
    const [line = ''] = head.splice(dice.below(head.length), 1);
    head.splice(dice.below(head.length + 1), 0, line);
    return withLines(text, head);
  },
  // Inserts a line of another message, or of the list.
  (text, dice, corpus) => {
    const head = lines(text);
    head.splice(1 + dice.below(head.length), dice.below(2), dice.pick(lines(dice.pick(corpus))));
    return withLines(text, head);
  },
  (text, dice) => {
    const head = lines(text);
    head.splice(1 + dice.below(head.length), 0, dice.pick(HEADERS));
    return withLines(text, head);
  },
  (text, dice) => {
    const head = lines(text);
    const line = dice.pick(HEADERS);
    const name = `${line.slice(0, line.indexOf(':'))}:`;
    return withLines(text, [...head.filter((other) => !other.startsWith(name)), line]);
  },
  // Replaces numbers, tokens, branches or tags.
  (text, dice) => onMatch(text, /\d+/g, dice, dice.pick(NUMBERS)),
  (text, dice) => onMatch(text, /[\w-]+/g, dice, dice.pick(WORDS)),
  (text, dice) => onMatch(text, /[\w-]+/g, dice, dice.pick(WORDS).repeat(1 + dice.below(1000))),
  (text, dice) => onMatch(text, /(?<=branch=)[^;\r]*/g, dice, dice.pick(BRANCHES)),
  (text, dice) => onMatch(text, /;tag=[^;\r]*/g, dice, dice.chance(0.5) ? '' : ';tag=other'),
  (text, dice) => onMatch(text, /(?<=CSeq: )\d+/g, dice, String(dice.below(6))),
  (text, dice) => onMatch(text, /(?<=Content-Length: )\d+/g, dice, dice.pick(NUMBERS)),
  (text, dice) => onMatch(text, /:[^:\r]*(?=\r)/g, dice, `: "${'\\"'.repeat(dice.below(50))}`),
  // Changes line ends.
  (text) => text.replaceAll('\r\n', '\n'),
  (text, dice) => onMatch(text, /\r\n/g, dice, dice.pick(['\n', '\r', '\r\n\r\n', '\r\n ', '\n\r', ''])),
  (text, dice) => onMatch(text, / /g, dice, dice.pick(['\t', '  ', '\r\n ', ''])),
  (text, dice) => `${dice.pick(['\r\n', '\r\n\r\n', '\n', '\0', ' '])}${text}`,
  // Appends another message.
  (text, dice, corpus) => text + dice.pick(corpus),
  // Changes the case of the whole text.
  (text, dice) => (dice.chance(0.5) ? text.toUpperCase() : text.toLowerCase()).replaceAll(/[^\0-\xff]/g, '?'),
];

/** Applies up to four of them. */
export function mutate(text: string, dice: Dice, corpus: readonly string[]): string {
  let result = text;
  for (let times = 1 + dice.below(4); times > 0 && result !== ''; times--)
    result = dice.pick(MUTATIONS)(result, dice, corpus);
  return result;
}
