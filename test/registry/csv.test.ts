import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvError, decodeCsv, encodeCsv, readTable } from '../../registry/csv.ts';

const cells = (text: string) => decodeCsv(text).map((record) => record.cells);

describe('CSV', () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    [
      'lines end with CRLF',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'or with LF, the last one without an end',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['or with CR', 'a\rb\r', [['a'], ['b']]],
    [
      'empty cells',
      'a,,\n,,c',
      [
        ['a', '', ''],
        ['', '', 'c'],
      ],
    ],
    ['quotes', '"a,b","say ""x""","two\r\nlines"\n', [['a,b', 'say "x"', 'two\r\nlines']]],
    ['an empty cell in quotes', '"",a', [['', 'a']]],
    ['a byte order mark', '\uFEFFa\n', [['a']]],
    ['spaces are part of a cell', ' a , b', [[' a ', ' b']]],
    ['empty lines are ignored', '\n\na\n\n', [['a']]],
    ['nothing', '', []],
  ])('%s', (_name, text, rows) => expect(cells(text)).toEqual(rows));

  it('knows the line on which a record begins', () => {
    expect(decodeCsv('a\n"b\nc"\n\nd\n').map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it.each([
    ['a\n"b', 2],
    ['a"b\n', 1],
    ['a\n\n"b"c', 3],
    ['"a" ,b', 1],
  ])('%j cannot be read from line %i on', (text, line) => {
    expect(() => decodeCsv(text)).toThrow(CsvError);
    try {
      decodeCsv(text);
    } catch (error) {
      expect((error as CsvError).line).toBe(line);
    }
  });

  it('survives a round trip', () => {
    const rows = fc.array(
      fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', 'é') }), {
        minLength: 2,
        maxLength: 4,
      }),
      { maxLength: 5 },
    );
    fc.assert(fc.property(rows, (table) => void expect(cells(encodeCsv(table))).toEqual(table)));
  });

  it('throws nothing but a CsvError', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '\uFEFF') }), (text) => {
        try {
          decodeCsv(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CsvError);
        }
      }),
    );
  });

  it('reads a megabyte in a single cell', () =>
    expect(cells(`"${'""'.repeat(500_000)}"`)[0]![0]).toHaveLength(500_000));
});

describe('a table', () => {
  it('has its columns in any order, without surrounding spaces', () => {
    expect(readTable('b, a\n 1 ,2\n,3\n4\n', ['a', 'b'], ['a'])).toEqual({
      rows: [
        { line: 2, cells: { b: '1', a: '2' } },
        { line: 3, cells: { a: '3' } },
        { line: 4, cells: { b: '4' } },
      ],
      problems: [],
    });
  });

  it.each([
    ['a,x\n', [{ line: 1, column: 'x', problem: 'is unknown' }]],
    ['b\n', [{ line: 1, column: 'a', problem: 'is missing' }]],
    ['a,a\n', [{ line: 1, column: 'a', problem: 'occurs twice' }]],
    ['', [{ line: 1, column: 'a', problem: 'is missing' }]],
    ['a\n1,2\n3\n', [{ line: 2, column: '', problem: 'has more than 1 cells' }]],
    ['a\n"1', [{ line: 2, column: '', problem: 'has a quotation mark that is not closed, or is inside a cell' }]],
  ])('%j says what is wrong', (text, problems) =>
    expect(readTable(text, ['a', 'b'], ['a']).problems).toEqual(problems),
  );
});
