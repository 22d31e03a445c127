import { describe, expect, it } from 'vitest';
import { formatReport, isWrong, ok, skipped, warning, wrong } from '../../../../gateway/cli/check/report.ts';

describe('the report', () => {
  it('has a line for each finding, and a summary', () => {
    expect(
      formatReport([
        ok('database', 'it answers'),
        wrong('ports', 'taken\nby another'),
        warning('names', 'none'),
        skipped('gatekeeper', 'later'),
      ]),
    ).toBe(
      [
        'ok       database    it answers',
        'wrong    ports       taken by another',
        'warning  names       none',
        'skipped  gatekeeper  later',
        '1 ok, 1 wrong, 1 to look at, 1 skipped',
      ].join('\n'),
    );
  });

  it('fails only if something is wrong', () => {
    expect(isWrong([ok('a', ''), warning('b', ''), skipped('c', '')])).toBe(false);
    expect(isWrong([ok('a', ''), wrong('b', '')])).toBe(true);
  });
});
