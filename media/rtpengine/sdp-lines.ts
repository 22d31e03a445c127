/**
 * The part of a description that rtpengine may see. It takes BFCP over UDP for media and BFCP over TCP for UDP, and
 * drops `a=setup` from both: such lines are cut out beforehand, and put back in place afterwards.
 */

interface Sections {
  readonly session: readonly string[];
  /** Each section begins with its m-line. */
  readonly media: readonly (readonly string[])[];
}

const RTP_LINE = /^m=\S+ \d\S* (?:UDP\/TLS\/)?RTP\/S?AVPF?(?: |$)/i;
const CLOSED_LINE = /^m=\S+ 0 /;
/** Attributes of a transport that no longer exists. */
const OF_TRANSPORT =
  /^(?:c=|a=(?:crypto|fingerprint|setup|ice-|candidate|end-of-candidates|rtcp:|rtcp-mux|tls-id|ssrc|sendrecv|sendonly|recvonly|inactive))/;

export function splitSdp(sdp: string): Sections {
  const session: string[] = [];
  const media: string[][] = [];
  for (const line of sdp.split(/\r\n|\n|\r/)) {
    if (line === '') continue;
    if (line.startsWith('m=')) media.push([line]);
    else (media.at(-1) ?? session).push(line);
  }
  return { session, media };
}

export const joinSdp = ({ session, media }: Sections): string => `${[...session, ...media.flat()].join('\r\n')}\r\n`;

export const isRtp = (section: readonly string[]): boolean => RTP_LINE.test(section[0] ?? '');
export const isClosed = (section: readonly string[]): boolean => CLOSED_LINE.test(section[0] ?? '');

/**
 * The description without the lines that are not RTP; undefined if no line is left. RTP lines with port 0 stay, so
 * that the others keep their numbers.
 */
export function cutLines(sdp: string): string | undefined {
  const { session, media } = splitSdp(sdp);
  const kept = media.filter(isRtp);
  return kept.length === 0 ? undefined : joinSdp({ session, media: kept });
}

/** Puts the lines cut from `original` back into `rewritten`; undefined if the two do not fit. */
export function mergeLines(original: string, rewritten: string): string | undefined {
  const [before, after] = [splitSdp(original), splitSdp(rewritten)];
  if (before.media.filter(isRtp).length !== after.media.length) return undefined;
  const connection = before.session.find((line) => line.startsWith('c='));
  const fingerprints = before.session.filter((line) => line.startsWith('a=fingerprint:'));
  const open = after.media.values();
  const media = before.media.map((section) => {
    if (!isRtp(section)) return withFingerprints(withConnection(section, connection), fingerprints);
    const line = open.next().value ?? [];
    return isClosed(line) ? [line[0]!, ...attributesOf(section)] : line;
  });
  return joinSdp({ session: after.session, media });
}

/** Adds the session's connection address to a section that relied on it: it no longer applies. */
function withConnection(section: readonly string[], connection: string | undefined): readonly string[] {
  if (connection === undefined || isClosed(section) || section.some((line) => line.startsWith('c='))) return section;
  // RFC 8866 §5: i= comes before c=.
  const at = section[1]?.startsWith('i=') ? 2 : 1;
  return section.toSpliced(at, 0, connection);
}

/** Adds the session's certificate fingerprints to a section that relied on them. */
const withFingerprints = (section: readonly string[], fingerprints: readonly string[]): readonly string[] =>
  isClosed(section) || !/TLS/i.test(section[0] ?? '') || section.some((line) => line.startsWith('a=fingerprint:'))
    ? section
    : [...section, ...fingerprints];

/** rtpengine drops all attributes of a refused line. */
const attributesOf = (section: readonly string[]): readonly string[] =>
  section.slice(1).filter((line) => !OF_TRANSPORT.test(line));

const ORIGIN = /^(o=\S+ \S+) (\d+) (.*)$/m;

/**
 * RFC 3264 §8: the version rises by one with each change, and only then. `previous`: the last description sent to
 * that side; with another instance the addresses change while the gateway's own description does not.
 */
export function withVersion(sdp: string, previous: string | undefined): string {
  const before = previous === undefined ? undefined : ORIGIN.exec(previous);
  const own = ORIGIN.exec(sdp);
  if (before === undefined || before === null || own === null) return sdp;
  // The relay's address is not part of the session's identity, so o= stays the same.
  const at = (version: string): string => sdp.replace(ORIGIN, () => `${before[1]} ${version} ${before[3]}`);
  const same = at(before[2]!);
  if (same === previous) return same;
  return at(String(BigInt(before[2]!) + 1n));
}
