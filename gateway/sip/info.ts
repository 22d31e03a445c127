/** Bodies of INFO requests that devices send during a call: digits and keyframe requests. Pure. */

/** RFC 5168. */
export const MEDIA_CONTROL = 'application/media_control+xml';

/** The content types that the edge accepts. */
export const INFO_TYPES: readonly string[] = ['application/dtmf-relay', 'application/dtmf', MEDIA_CONTROL];

/** RFC 5168 §5: the picture_fast_update command. */
export const KEYFRAME_REQUEST = `<?xml version="1.0" encoding="utf-8"?>
<media_control><vc_primitive><to_encoder><picture_fast_update/></to_encoder></vc_primitive></media_control>
`;

const baseType = (contentType: string): string => contentType.split(';')[0]!.trim().toLowerCase();

export const isKeyframeRequest = (contentType: string, body: string): boolean =>
  baseType(contentType) === MEDIA_CONTROL && /<\s*picture_fast_update\b/.test(body);

const DIGIT = /^[0-9A-D*#]$/;

/** `Signal=5` (dtmf-relay) or a bare digit; `*` and `#` may be written as 10 and 11. */
export function digitOf(contentType: string, body: string): string | undefined {
  const type = baseType(contentType);
  if (type !== 'application/dtmf-relay' && type !== 'application/dtmf') return undefined;
  const text = type === 'application/dtmf' ? body.trim() : (/^\s*signal\s*=\s*(\S+)/im.exec(body)?.[1] ?? '');
  const digit = text === '10' ? '*' : text === '11' ? '#' : text.toUpperCase();
  return DIGIT.test(digit) ? digit : undefined;
}
