import { describe, expect, it } from 'vitest';
import {
  COLUMNS,
  MOST_BYTES,
  MOST_LINES,
  namesOf,
  planningImport,
  readingImport,
} from '../../../registry/devices/import.ts';
import { finished } from '../../../registry/slices.ts';

const HEAD = 'name,username,site,room,vendor,model,firmware,aliases,sourceNetworks,dialStyle,notes';
const plan = (lines: readonly string[], taken: readonly string[] = [], head = HEAD) =>
  finished(planningImport(finished(readingImport([head, ...lines].join('\r\n'))), new Set(taken)));

describe('an import', () => {
  it('has the documented columns', () => expect(HEAD.split(',')).toEqual(COLUMNS));

  it('makes one device per line', () => {
    const { create, problems } = plan([
      'Board room,board,Berlin,4.01,Cisco,SX20,ce9.15.3,5501 sip:Board@Example.com,192.0.2.0/24;2001:db8::1,pin@host,"Behind the door, left"',
      'Small,small',
    ]);
    expect(problems).toEqual([]);
    expect(create).toEqual([
      {
        line: 2,
        device: {
          name: 'Board room',
          username: 'board',
          site: 'Berlin',
          room: '4.01',
          vendor: 'Cisco',
          model: 'SX20',
          firmware: 'ce9.15.3',
          dialStyle: 'pin@host',
          notes: 'Behind the door, left',
          aliases: [
            { kind: 'e164', value: '5501' },
            { kind: 'sip', value: 'Board@example.com' },
          ],
          sourceNetworks: ['192.0.2.0/24', '2001:db8::1/128'],
        },
      },
      { line: 3, device: { name: 'Small', username: 'small', aliases: [], sourceNetworks: [] } },
    ]);
    expect(namesOf(create)).toEqual(['board', '5501', 'Board@example.com', 'small']);
  });

  it('reports every wrong line, with its column and problem', () => {
    const { problems } = plan(
      [
        ',board',
        'Two,',
        'Three,not a name',
        `${'x'.repeat(101)},four`,
        'Five,five,,,,,soon',
        'Six,six,,,,,,sip:x',
        'Seven,seven,,,,,,,example.com',
        'Eight,eight,,,,,,,,guess',
        'Nine,nine,,,,,,board',
        'Ten,ten,,,,,,5501 5501',
        'Eleven,taken',
        'Twelve,twelve,,,,,,,,,,more',
        'Thirteen,thirteen,\u202eB',
        `Fourteen,fourteen,,,,,,${Array.from({ length: 11 }, (_, n) => n + 100).join(' ')}`,
        'Fifteen,five',
      ],
      ['taken'],
    );
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [2, 'name'],
      [3, 'username'],
      [4, 'username'],
      [5, 'name'],
      [6, 'firmware'],
      [7, 'aliases'],
      [8, 'sourceNetworks'],
      [9, 'dialStyle'],
      [11, 'aliases'],
      [12, 'username'],
      [13, ''],
      [14, 'site'],
      [15, 'aliases'],
    ]);
  });

  it('finds names that occur twice in the file', () => {
    const { problems } = plan(['A,a,,,,,,5501', 'B,b,,,,,,5501', 'C,a', 'D,d,,,,,,a']);
    expect(problems).toEqual([
      { line: 3, column: 'aliases', problem: '"5501" is also on line 2' },
      { line: 4, column: 'username', problem: '"a" is also on line 2' },
      { line: 5, column: 'aliases', problem: '"a" is also on line 2' },
    ]);
  });

  it('is rejected as a whole if too large, or not a table of devices', () => {
    expect(finished(readingImport(`name,username\n${'x'.repeat(MOST_BYTES)}`))).toMatchObject({
      create: [],
      problems: [{ line: 1 }],
    });
    expect(plan(Array.from({ length: MOST_LINES + 1 }, (_, n) => `N,n${n}`))).toMatchObject({
      create: [],
      problems: [{ line: MOST_LINES + 2 }],
    });
    expect(plan(['x'], [], 'name,password')).toMatchObject({
      create: [],
      problems: [
        { line: 1, column: 'password' },
        { line: 1, column: 'username' },
      ],
    });
    expect(plan(Array.from({ length: MOST_LINES }, (_, n) => `N,n${n}`)).problems).toEqual([]);
  });
});
