import { describe, expect, it } from 'vitest';
import { ListError, parseCompatibleList, readCompatibleList } from '../../../registry/profiles/list.ts';
import { patternProblem } from '../../../registry/profiles/pattern.ts';

const list = readCompatibleList(new URL('../../../config/compatible-vtc.json', import.meta.url));

function problemsOf(change: (list: Loose) => void): readonly string[] {
  const bad = structuredClone(list) as unknown as Loose;
  change(bad);
  try {
    parseCompatibleList(bad);
  } catch (error) {
    if (error instanceof ListError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}
interface Loose {
  schema: number;
  more?: boolean;
  entries: { id: string; match: Record<string, unknown>; rows: { firmware: string; sip: Record<string, unknown> }[] }[];
}

describe('a list', () => {
  it.each<[string, (list: Loose) => void, readonly string[]]>([
    [
      'an invalid direction',
      ({ entries }) => void (entries[2]!.rows[0]!.sip['audio'] = 'maybe'),
      ['/entries/2/rows/0/sip/audio'],
    ],
    [
      'an unknown codec',
      ({ entries }) => void (entries[0]!.rows[0]!.sip['audioCodecs'] = ['G999']),
      ['/entries/0/rows/0/sip/audioCodecs/0'],
    ],
    ['an id twice', ({ entries }) => void (entries[1]!.id = entries[0]!.id), ['/entries/1/id']],
    ['an invalid range', ({ entries }) => void (entries[0]!.rows[0]!.firmware = 'new'), ['/entries/0/rows/0/firmware']],
    [
      'a range twice',
      ({ entries }) => void entries[0]!.rows.push(entries[0]!.rows[0]!),
      ['/entries/0/rows/1/firmware'],
    ],
    [
      'an invalid expression',
      ({ entries }) => void (entries[0]!.match['userAgent'] = '('),
      ['/entries/0/match/userAgent'],
    ],
    ['a product without a vendor', ({ entries }) => void delete entries[0]!.match['t35'], ['/entries/0/match/t35']],
    [
      'several problems at once',
      ({ entries }) => {
        entries[0]!.match['userAgent'] = '(a+)+';
        entries[1]!.rows[0]!.firmware = '';
      },
      ['/entries/0/match/userAgent', '/entries/1/rows/0/firmware'],
    ],
  ])('with %s is refused with the path', (_name, change, paths) => {
    const found = problemsOf(change);
    for (const path of paths)
      expect(
        found.some((each) => each.startsWith(path)),
        `${path} in ${found.join(', ')}`,
      ).toBe(true);
  });

  it('with an old schema, or with unknown keys, is rejected', () => {
    expect(problemsOf((bad) => void (bad.schema = 1))).not.toEqual([]);
    expect(problemsOf((bad) => void (bad.more = true))).not.toEqual([]);
  });
});

describe('a pattern', () => {
  it.each(
    list.entries.flatMap(({ match }) =>
      [match.userAgent, match.product, match.version, match.productNumber].filter((each) => each !== undefined),
    ),
  )('of the list: %s', (source) => {
    expect(patternProblem(source)).toBeUndefined();
  });

  it.each([
    '^(?:a|b)?c$',
    '[(a+)+]x',
    '\\(a\\)+',
    '^a{3}b{2,4}$',
    'a.*b.*',
    '^\\d+ \\((?<firmware>[^)]*)\\)',
    '^(?:ab){2}c',
  ])('%s is taken', (source) => expect(patternProblem(source)).toBeUndefined());

  it.each([
    ['^(a+)+$', /repeats a group/],
    ['^(?:a|aa)*$', /repeats a group/],
    ['^((a*))+$', /repeats a group/],
    ['^(?:a+){20}$', /repeats a group/],
    ['^((?:x|y)z)*', /repeats a group/],
    ['.*a.*b.*', /more than 3/],
    ['^a*b*c*d*', /more than 3/],
    ['a{1,200}b{1,200}c{1,200}', /more than 3/],
    ['(a)\\1', /back-reference/],
    ['^(?=a)b', /look-around/],
    ['(?<name>a)', /not named firmware/],
    ['(?<!a)b', /look-around/],
    ['(', /not a regular expression/],
    ['x'.repeat(301), /longer/],
  ])('%s is refused', (source, problem) => expect(patternProblem(source)).toMatch(problem));
});
