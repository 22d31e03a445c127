import { describe, expect, it } from 'vitest';
import { readCompatibleList } from '../../../registry/profiles/list.ts';
import { listFromCsv, listToCsv } from '../../../registry/profiles/list-csv.ts';

const list = readCompatibleList(new URL('../../../config/compatible-vtc.json', import.meta.url));
const csv = listToCsv(list);
const lines = csv.split('\r\n');

describe('the list as CSV', () => {
  it('survives a round trip', () => {
    expect(listFromCsv(csv, list.note)).toEqual({ list });
    expect(lines.length).toBe(list.entries.flatMap(({ rows }) => rows).length + 3);
  });

  it('accepts rows of one id in any place, with the identification from the first', () => {
    const columns = lines[0]!.split(',');
    const [head, ...rest] = lines.slice(0, -1);
    const moved = [
      head,
      ...rest.filter((line) => !line.includes('tc7 <= x < ce8')),
      ...rest.filter((line) => line.includes('tc7 <= x < ce8')),
    ].join('\n');
    const read = listFromCsv(moved);
    const cisco = 'list' in read ? read.list.entries.find(({ id }) => id === 'cisco-family') : undefined;
    expect(cisco!.rows.map(({ firmware }) => firmware)).toEqual(['x < tc7', 'ce8 <= x', '*', 'tc7 <= x < ce8']);
    expect(columns.slice(0, 4)).toEqual(['id', 'kind', 'vendor', 'model']);
  });

  const changed = (from: string | RegExp, to: string): unknown => {
    const read = listFromCsv(csv.replace(from, to));
    return 'problems' in read ? read.problems.map(({ line, column }) => [line, column]) : 'taken';
  };
  it.each<[string, string | RegExp, string, unknown]>([
    ['an invalid direction', 'both,both,both', 'both,maybe,both', [[2, 'sip.video']]],
    ['an invalid word for yes', 'OK,yes', 'OK,oui', [[2, 'sip.supported']]],
    ['an invalid range', 'x < tc7', 'before tc7', [[9, 'firmware']]],
    ['an unknown codec', 'G722 PCMA PCMU G7221 MP4A-LATM', 'G722 G999', [[9, 'sip.audioCodecs']]],
    [
      'a different vendor on a later line',
      /(tc7 <= x.*)?\ncisco-family,family,Cisco,other,([^\n]*),tc7 <= x/,
      '\ncisco-family,family,Sisco,other,$2,tc7 <= x',
      [[10, 'vendor']],
    ],
    ['an expression that may be slow', '181/0/1,Debut', '181/0/1,(a+)+', [[6, 'product']]],
    [
      'an unknown column',
      'sip.audio,',
      'sip.sound,',
      [
        [1, 'sip.sound'],
        [1, 'sip.audio'],
      ],
    ],
    ['no default', 'default,default', 'other,family', [[1, 'id']]],
  ])('%s is told with its line and column', (_name, from, to, problems) => {
    expect(changed(from, to)).toEqual(problems);
  });

  it('without lines is rejected', () =>
    expect(listFromCsv('')).toMatchObject({
      problems: expect.arrayContaining([{ line: 1, column: 'id', problem: 'is missing' }]),
    }));
});
