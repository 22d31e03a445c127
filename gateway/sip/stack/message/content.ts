/** Bodies: decides which of them we can use (RFC 3261 §8.2.3), and extracts the SDP. */
import type { SipMessage } from './message.ts';
import { bodyText } from './message.ts';
import { splitCommas, unquote } from './scan.ts';

export function mediaType(value: string | undefined): string {
  return (value ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

export type Content =
  | { readonly type: 'none' }
  | { readonly type: 'sdp'; readonly sdp: string }
  | { readonly type: 'other'; readonly mediaType: string }
  | { readonly type: 'bad'; readonly status: 400 | 415; readonly why: 'no-type' | 'encoding' };

export function contentOf(message: SipMessage): Content {
  const { headers } = message;
  if (message.body.length === 0) return { type: 'none' };
  if (headers.list('content-encoding').some((coding) => coding.toLowerCase() !== 'identity'))
    return { type: 'bad', status: 415, why: 'encoding' };
  const type = headers.get('content-type');
  if (type === undefined) return { type: 'bad', status: 400, why: 'no-type' };
  const kind = mediaType(type);
  if (kind === 'application/sdp') return { type: 'sdp', sdp: bodyText(message) ?? '' };
  const part = kind.startsWith('multipart/') ? sdpPart(type, bodyText(message) ?? '') : undefined;
  if (part !== undefined) return { type: 'sdp', sdp: part };
  // An optional body that we do not understand counts as no body (RFC 3261 §20.11).
  return isOptional(headers.get('content-disposition')) ? { type: 'none' } : { type: 'other', mediaType: kind };
}

function isOptional(disposition: string | undefined): boolean {
  return disposition !== undefined && /;\s*handling\s*=\s*optional/i.test(disposition);
}

/** The first application/sdp part (RFC 2046 §5.1). */
function sdpPart(type: string, body: string): string | undefined {
  const boundary = unquote(/;\s*boundary\s*=\s*("[^"]*"|[^;\s]+)/i.exec(type)?.[1] ?? '');
  if (boundary === '') return undefined;
  for (const part of body.split(`--${boundary}`).slice(1)) {
    const blank = /\r?\n\r?\n/.exec(part);
    if (blank === null || !/^content-type\s*:\s*application\/sdp\b/im.test(part.slice(0, blank.index))) continue;
    return part.slice(blank.index + blank[0].length).replace(/\r?\n$/, '\r\n');
  }
  return undefined;
}

/** Option tags of a Require header that are not in `supported`. */
export function unsupportedTags(require: readonly string[], supported: ReadonlySet<string>): readonly string[] {
  return require.flatMap((value) => splitCommas(value)).filter((tag) => !supported.has(tag.toLowerCase()));
}
