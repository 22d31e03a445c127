/** The findings about each component, and their printed form. Pure. */

export interface Finding {
  readonly part: string;
  readonly verdict: 'ok' | 'warning' | 'wrong' | 'skipped';
  /** The problem and its remedy; never a secret. */
  readonly detail: string;
}

const find =
  (verdict: Finding['verdict']) =>
  (part: string, detail: string): Finding => ({ part, verdict, detail });
export const [ok, warning, wrong, skipped] = [find('ok'), find('warning'), find('wrong'), find('skipped')] as const;

export const isWrong = (findings: readonly Finding[]): boolean => findings.some(({ verdict }) => verdict === 'wrong');

/** One line per finding, and a summary. */
export function formatReport(findings: readonly Finding[]): string {
  const width = Math.max(0, ...findings.map(({ part }) => part.length));
  const lines = findings.map(
    ({ part, verdict, detail }) => `${verdict.padEnd(7)}  ${part.padEnd(width)}  ${detail.replaceAll(/\s+/g, ' ')}`,
  );
  const count = (verdict: Finding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return [
    ...lines,
    `${count('ok')} ok, ${count('wrong')} wrong, ${count('warning')} to look at, ${count('skipped')} skipped`,
  ].join('\n');
}
