/**
 * Rejects habits that make English prose hard to read, in comments, test titles and Markdown.
 * Usage: lint-prose.ts [--count] [PATH ...]   (default: every tracked .ts, .tsx, .md, .yaml, .sh file; tests included)
 *   --count  print one line per rule instead of one line per finding
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Rule {
  readonly name: string;
  /** Matched against one sentence. */
  readonly pattern: RegExp;
  readonly advice: string;
}

/** A piece of prose and the line on which it starts. */
interface Passage {
  readonly line: number;
  readonly text: string;
}

const RULES: readonly Rule[] = [
  {
    name: 'fronted-clause',
    pattern:
      /^(?:What|Whatever|Who|Whoever|Whom|Whose|By which|In which|To which|From which|Of which|With what|By what)\b(?!.*\?$)/,
    advice: 'start with a noun phrase or a verb',
  },
  { name: 'fronted-of', pattern: /^Of (?!course\b)/, advice: 'name the thing before "of"' },
  {
    name: 'bare-preposition',
    pattern:
      /^(?:By (?:its|our|their|the)|From (?:its|our|their)|To (?:its|our|their)|With (?:its|our|their)|Whether|Where)\b[^,:;]*\.?$/,
    advice: 'name the thing that the preposition belongs to',
  },
  {
    name: 'person-for-thing',
    pattern: /\b(?:whoever|whomever|nobody|somebody|no one else's|somebody else's)\b/i,
    advice: 'name the packet, peer, participant or process',
  },
  {
    name: 'is-none',
    pattern: /\b(?:(?:is|are|was|were) none|that is none|there (?:is|are) none|which is none)\b/i,
    advice: 'say "does not exist", "is invalid" or "is absent"',
  },
  {
    name: 'archaic',
    pattern: /\b(?:anew|likewise|amid|be it|for ever|thereof|therein|whilst|in the clear is|lest|albeit)\b/i,
    advice: 'use the everyday word',
  },
  {
    name: 'verb-last',
    pattern: /\b(?:it must not be|there is to be|is to be had|it may not be|they may not be|as it may)\.$/i,
    advice: 'put the verb after its subject',
  },
  {
    name: 'vague-pronoun',
    pattern:
      /^(?:It|They|That|Its|Theirs|Ours|The same|Also|Likewise|Else|So) (?:is|are|has|have|was|were|may|can|may be|at once|while|when|where)\b/,
    advice: 'name the subject',
  },
];

const COMMENT = /\/\*\*?([\s\S]*?)\*\/|(?:^|[^:'"`\\])\/\/ ?([^\n]*)/g;
const TITLE = /\b(?:it|test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g;

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Splits prose into sentences, without code spans. */
function sentences({ line, text }: Passage): readonly Passage[] {
  const plain = text.replaceAll(/`[^`]*`/g, '`x`').replaceAll(/^\s*\* ?/gm, '');
  return plain
    .split(/(?<=[.!?;:])\s+(?=[A-Z"`(])|\n\s*\n/)
    .map((sentence) => ({ line, text: sentence.replaceAll(/\s+/g, ' ').trim() }))
    .filter((sentence) => /[a-z]{2}/.test(sentence.text));
}

/** Joins `//` comments on consecutive lines into one passage. */
function commentsOf(source: string): readonly Passage[] {
  const found: Passage[] = [];
  let last = -2;
  for (const match of source.matchAll(COMMENT)) {
    const line = lineOf(source, match.index + match[0].search(/\/[/*]/));
    const previous = found.at(-1);
    if (match[2] !== undefined && previous !== undefined && line === last + 1)
      found[found.length - 1] = { ...previous, text: `${previous.text} ${match[2]}` };
    else found.push({ line, text: match[1] ?? match[2] ?? '' });
    last = match[2] === undefined ? -2 : line;
  }
  return found;
}

const titlesOf = (source: string): readonly Passage[] =>
  [...source.matchAll(TITLE)].map((match) => ({ line: lineOf(source, match.index), text: match[2] ?? '' }));

/** Prose of a Markdown file: paragraphs, list items and table cells, without code blocks. */
function markdownOf(source: string): readonly Passage[] {
  const blanked = source.replaceAll(/```[\s\S]*?```|^ {4}.*$/gm, (code) => code.replaceAll(/[^\n]/g, ''));
  return blanked
    .split('\n')
    .flatMap((text, index) =>
      text
        .split('|')
        .map((cell) => ({ line: index + 1, text: cell.replace(/^\s*(?:[-*>#]+|\d+\.)\s*/, '').replaceAll('**', '') })),
    );
}

function passagesOf(path: string, source: string): readonly Passage[] {
  if (path.endsWith('.md')) return markdownOf(source);
  if (!/\.tsx?$/.test(path))
    return source.split('\n').flatMap((text, index) => {
      const comment = /(?:^|\s)#+ ([^\n]*)$/.exec(text)?.[1];
      return comment === undefined ? [] : [{ line: index + 1, text: comment }];
    });
  return path.startsWith('test/') ? [...commentsOf(source), ...titlesOf(source)] : commentsOf(source);
}

const args = process.argv.slice(2);
const counting = args.includes('--count');
const paths = args.filter((arg) => !arg.startsWith('--'));
const tracked = execFileSync('git', ['ls-files', '-z', '--', ...paths], { encoding: 'utf8' })
  .split('\0')
  .filter(
    (path) =>
      /\.(?:tsx?|md|yaml|sh)$/.test(path) &&
      !/asn1\/generated\/|prompts\/texts|^scripts\/mediasoup-worker\//.test(path),
  );

const counts = new Map<string, number>();
let findings = 0;
for (const path of tracked) {
  for (const passage of passagesOf(path, readFileSync(path, 'utf8'))) {
    for (const { line, text } of sentences(passage)) {
      for (const { name, pattern, advice } of RULES) {
        if (!pattern.test(text)) continue;
        findings += 1;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (!counting) process.stdout.write(`${path}:${line}: ${name}: ${advice}: ${text.slice(0, 100)}\n`);
      }
    }
  }
}
for (const [name, count] of counts) if (counting) process.stdout.write(`${name} ${count}\n`);
process.stdout.write(`${findings} findings in ${tracked.length} files\n`);
process.exitCode = findings === 0 ? 0 : 1;
