import { describe, expect, it } from 'vitest';
import { showBlock, localTime } from '../../../registry/cli/show.ts';
import { fitTable } from '../../../registry/cli/table.ts';
import { cut, padded, printable, printableJson, widthOf } from '../../../registry/cli/text.ts';

/** Characters that move a cursor, clear a screen, set a title, change the writing direction or are invisible. */
const HOSTILE = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\r\nroomgate: done',
  '\u202egnp.exe',
  'a\u200bb',
  '\u2066x\u2069',
  '\u2028',
  '\ud800',
  '\u{e0041}',
  '\u007f',
  'a\tb',
  '\ufeff',
];
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('text for a terminal', () => {
  it.each(HOSTILE)('%j cannot control it', (text) => {
    expect(printable(text)).not.toMatch(DANGEROUS);
    expect(printable(text)).toMatch(/\\u[0-9a-f]{4}/);
    const json = printableJson(JSON.stringify({ name: text }, null, 2));
    expect(json.replaceAll('\n', '')).not.toMatch(DANGEROUS);
    expect(JSON.parse(json)).toEqual({ name: text });
  });

  it('leaves all other text unchanged', () => {
    for (const text of ['Sitzungssaal Köln', '会議室', 'Зал 1', '🎥 1', 'e\u0301', 'a\\u001b'])
      expect(printable(text)).toBe(text);
  });

  it('limits combining marks', () => expect(printable(`a${'\u0301'.repeat(1000)}b`)).toBe(`a${'\u0301'.repeat(3)}b`));

  it.each([
    ['', 0],
    ['room', 4],
    ['Köln', 4],
    ['e\u0301', 1],
    ['会議室', 6],
    ['🎥', 2],
    ['❤️', 2],
    ['한', 2],
    ['ＡＢ', 4],
    ['🇩🇪', 2],
    ['ｱ', 1],
    ['Зал', 3],
  ])('%j is %i columns wide', (text, width) => expect(widthOf(text)).toBe(width));

  it('is truncated at the end of a letter', () => {
    expect(cut('会議室', 4)).toBe('会…');
    expect(cut('会議室', 5)).toBe('会議…');
    expect(cut('会議室', 6)).toBe('会議室');
    expect(padded('会', 4)).toBe('会  ');
  });
});

describe('a table', () => {
  const id = { title: 'id', cells: ['1234567890', '1234567891'], rigid: true };
  const name = { title: 'name', cells: ['会議室', 'a very long name of a very large room'], rigid: false };
  const site = { title: 'site', cells: ['Köln', 'Berlin'], rigid: false };

  it('is aligned, whatever it contains', () => {
    expect(fitTable([id, name, site], 80).lines).toEqual([
      'ID          NAME                                   SITE',
      '1234567890  会議室                                 Köln',
      '1234567891  a very long name of a very large room  Berlin',
    ]);
  });

  it('truncates the columns that may be, the widest first', () => {
    const { lines, left } = fitTable([id, name, site], 40);
    expect(lines).toEqual([
      'ID          NAME                  SITE',
      '1234567890  会議室                Köln',
      '1234567891  a very long name of…  Berlin',
    ]);
    expect(left).toEqual([]);
  });

  it('drops columns if nothing else helps, and reports them', () => {
    expect(fitTable([id, name, site], 30)).toEqual({
      lines: ['ID          NAME', '1234567890  会議室', '1234567891  a very long name …'],
      left: ['site'],
    });
    expect(fitTable([id, name, site], 3)).toEqual({
      lines: ['ID', '1234567890', '1234567891'],
      left: ['name', 'site'],
    });
  });

  it('is never wider than the terminal, except for its first column', () => {
    for (let width = 10; width < 100; width++)
      for (const line of fitTable([id, name, site], width).lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it('shows hostile names on one line each', () => {
    const rows = HOSTILE.map((text, at) => ({ id: String(at), name: text.repeat(50) }));
    const { lines } = showBlock({ kind: 'table', columns: { id: 'id', name: 'name' }, rows, empty: '' }, 60);
    expect(lines).toHaveLength(HOSTILE.length + 1);
    for (const line of lines) {
      expect(line).not.toMatch(DANGEROUS);
      expect(widthOf(line)).toBeLessThanOrEqual(60);
    }
  });
});

describe('a single object', () => {
  const shown = (value: Record<string, unknown>) => showBlock({ kind: 'pairs', value }, 80).lines;

  it('is shown line by line, nested values by path', () => {
    expect(
      shown({
        name: 'Room',
        site: null,
        notes: '',
        locked: true,
        aliases: [
          { kind: 'e164', value: '5501' },
          { kind: 'sip', value: 'a@b' },
        ],
        state: { drift: false, call: { reason: 'bye' } },
        networks: [],
      }),
    ).toEqual([
      'name               Room',
      'site               -',
      'notes              -',
      'locked             yes',
      'aliases            e164 5501, sip a@b',
      'state.drift        no',
      'state.call.reason  bye',
      'networks           -',
    ]);
  });

  it('shows each statement of a policy', () => {
    const Statement = [
      { Effect: 'Allow', Action: ['a', 'b'], Resource: '*' },
      { Effect: 'Deny', Action: 'c', Resource: '*' },
    ];
    expect(shown({ document: { Statement } })).toContain('document.Statement.0.Action    a, b');
  });

  it('has local times, with their zone', () => {
    const ms = 1_700_000_000_000;
    expect(localTime(ms, false)).toMatch(/^2023-11-1\dT\d\d:\d\d:20[+-]\d\d:\d\d$/);
    expect(Date.parse(localTime(ms, false))).toBe(ms);
    expect(localTime(ms, true)).toMatch(/^2023-11-1\d \d\d:\d\d$/);
    expect(
      shown({ createdAt: ms, eventTime: new Date(ms).toISOString(), count: ms, huge: 1e300, hugeAt: 1e300 }),
    ).toEqual([
      `createdAt  ${localTime(ms, false)}`,
      `eventTime  ${localTime(ms, false)}`,
      `count      ${ms}`,
      'huge       1e+300',
      'hugeAt     1e+300',
    ]);
  });

  it('shows hostile field names escaped', () => {
    for (const line of shown({ '\u001b[2J': 'x', state: { '\n': 1 } })) expect(line).not.toMatch(DANGEROUS);
  });
});
