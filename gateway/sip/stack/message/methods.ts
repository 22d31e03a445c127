/** The methods that the edge does not answer with 405. */
export const ALLOWED = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'INFO',
  'PRACK',
  'UPDATE',
  'REFER',
  'NOTIFY',
  'REGISTER',
  'MESSAGE',
] as const;

export const ALLOW_LINE = `Allow: ${ALLOWED.filter((method) => method !== 'MESSAGE' && method !== 'REGISTER').join(', ')}\r\n`;

const KNOWN: ReadonlySet<string> = new Set([...ALLOWED, 'SUBSCRIBE', 'PUBLISH']);

/** Maps a method to a metric label of bounded variety. */
export function methodLabel(method: string): string {
  return KNOWN.has(method) ? method : 'OTHER';
}
