/**
 * Header names: compact forms (RFC 3261 §7.3.3 and the IANA table) and the spelling that we print. Internally a
 * name is its long form in lower case.
 */

const PRINTED = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Alert-Info',
  'Allow',
  'Allow-Events',
  'Authentication-Info',
  'Authorization',
  'Call-ID',
  'Contact',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Length',
  'Content-Type',
  'CSeq',
  'Date',
  'Event',
  'Expires',
  'From',
  'In-Reply-To',
  'Max-Forwards',
  'MIME-Version',
  'Min-Expires',
  'Min-SE',
  'P-Asserted-Identity',
  'Path',
  'Privacy',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Proxy-Require',
  'RAck',
  'Reason',
  'Record-Route',
  'Recv-Info',
  'Refer-Sub',
  'Refer-To',
  'Referred-By',
  'Replaces',
  'Require',
  'Retry-After',
  'Route',
  'RSeq',
  'Server',
  'Session-Expires',
  'Session-ID',
  'Subject',
  'Subscription-State',
  'Supported',
  'Timestamp',
  'To',
  'Unsupported',
  'User-Agent',
  'Via',
  'Warning',
  'WWW-Authenticate',
] as const;

const COMPACT: readonly (readonly [string, string])[] = [
  ['i', 'call-id'],
  ['m', 'contact'],
  ['e', 'content-encoding'],
  ['l', 'content-length'],
  ['c', 'content-type'],
  ['f', 'from'],
  ['s', 'subject'],
  ['k', 'supported'],
  ['t', 'to'],
  ['v', 'via'],
  ['u', 'allow-events'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['b', 'referred-by'],
  ['x', 'session-expires'],
  ['j', 'reject-contact'],
  ['a', 'accept-contact'],
  ['d', 'request-disposition'],
  ['y', 'identity'],
  ['n', 'identity-info'],
];

const printed = new Map<string, string>();
/** Contains only spellings that we chose: a peer cannot make the map grow. */
const canonical = new Map<string, string>();

for (const name of PRINTED) {
  const lower = name.toLowerCase();
  printed.set(lower, name);
  canonical.set(lower, lower).set(name, lower).set(name.toUpperCase(), lower);
}
for (const [short, long] of COMPACT) canonical.set(short, long).set(short.toUpperCase(), long);

/** The long form in lower case. */
export function canonicalName(name: string): string {
  const known = canonical.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  return canonical.get(lower) ?? lower;
}

/** Returns the spelling of the RFC; unknown names get a capital after each dash. */
export function printedName(name: string): string {
  return (
    printed.get(name) ??
    name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
  );
}
