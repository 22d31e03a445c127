/** RTCP feedback messages (RFC 4585 §6.1, RFC 5104 §4, REMB). */

export const TRANSPORT_FEEDBACK = 205;
export const PAYLOAD_FEEDBACK = 206;

/** One TMMBR or TMMBN tuple (RFC 5104 §4.2.1.1). */
export interface BitrateLimit {
  readonly ssrc: number;
  /** bit/s. */
  readonly bitrate: number;
  /** Bytes per packet. */
  readonly overhead: number;
}

export type RtcpFeedback =
  | { readonly type: 'nack'; readonly sender: number; readonly media: number; readonly sequences: readonly number[] }
  | { readonly type: 'pli'; readonly sender: number; readonly media: number }
  | {
      readonly type: 'fir';
      readonly sender: number;
      readonly requests: readonly { readonly ssrc: number; readonly sequence: number }[];
    }
  | { readonly type: 'tmmbr' | 'tmmbn'; readonly sender: number; readonly limits: readonly BitrateLimit[] }
  | { readonly type: 'remb'; readonly sender: number; readonly bitrate: number; readonly ssrcs: readonly number[] };

export interface FeedbackBody {
  readonly packetType: number;
  /** The FMT field. */
  readonly count: number;
  readonly body: Uint8Array;
}

const REMB_MAGIC = 0x52454d42;

/** `undefined`: another message, or an incomplete one. `body` follows the common header. */
export function decodeFeedback(packetType: number, format: number, body: DataView): RtcpFeedback | undefined {
  if (body.byteLength < 8) return undefined;
  const sender = body.getUint32(0);
  const media = body.getUint32(4);
  if (packetType === TRANSPORT_FEEDBACK) {
    if (format === 1) return { type: 'nack', sender, media, sequences: decodeNack(body) };
    if (format === 3) return { type: 'tmmbr', sender, limits: decodeLimits(body) };
    if (format === 4) return { type: 'tmmbn', sender, limits: decodeLimits(body) };
    return undefined;
  }
  if (format === 1) return { type: 'pli', sender, media };
  if (format === 4) return { type: 'fir', sender, requests: decodeFir(body) };
  if (format === 15) return decodeRemb(sender, body);
  return undefined;
}

export function encodeFeedback(feedback: RtcpFeedback): FeedbackBody {
  switch (feedback.type) {
    case 'pli':
      return { packetType: PAYLOAD_FEEDBACK, count: 1, body: start(feedback.sender, feedback.media, 0).out };
    case 'fir': {
      const { view, out } = start(feedback.sender, 0, 8 * feedback.requests.length);
      feedback.requests.forEach((request, index) => {
        view.setUint32(8 + 8 * index, request.ssrc);
        view.setUint8(12 + 8 * index, request.sequence & 0xff);
      });
      return { packetType: PAYLOAD_FEEDBACK, count: 4, body: out };
    }
    case 'nack':
      return {
        packetType: TRANSPORT_FEEDBACK,
        count: 1,
        body: encodeNack(feedback.sender, feedback.media, feedback.sequences),
      };
    case 'tmmbr':
      return { packetType: TRANSPORT_FEEDBACK, count: 3, body: encodeLimits(feedback.sender, feedback.limits) };
    case 'tmmbn':
      return { packetType: TRANSPORT_FEEDBACK, count: 4, body: encodeLimits(feedback.sender, feedback.limits) };
    case 'remb':
      return {
        packetType: PAYLOAD_FEEDBACK,
        count: 15,
        body: encodeRemb(feedback.sender, feedback.bitrate, feedback.ssrcs),
      };
  }
}

function start(sender: number, media: number, length: number): { view: DataView; out: Uint8Array } {
  const out = new Uint8Array(8 + length);
  const view = new DataView(out.buffer);
  view.setUint32(0, sender);
  view.setUint32(4, media);
  return { view, out };
}

/** Expands PID and BLP (RFC 4585 §6.2.1) into the list of sequence numbers. */
function decodeNack(body: DataView): number[] {
  const sequences: number[] = [];
  for (let at = 8; at + 4 <= body.byteLength; at += 4) {
    const first = body.getUint16(at);
    const mask = body.getUint16(at + 2);
    sequences.push(first);
    for (let bit = 0; bit < 16; bit++) {
      if ((mask & (1 << bit)) !== 0) sequences.push((first + bit + 1) & 0xffff);
    }
  }
  return sequences;
}

function encodeNack(sender: number, media: number, sequences: readonly number[]): Uint8Array {
  const items: { first: number; mask: number }[] = [];
  for (const sequence of sequences) {
    const last = items.at(-1);
    const distance = last === undefined ? 0 : (sequence - last.first) & 0xffff;
    if (last !== undefined && distance >= 1 && distance <= 16) last.mask |= 1 << (distance - 1);
    else items.push({ first: sequence, mask: 0 });
  }
  const { view, out } = start(sender, media, 4 * items.length);
  items.forEach((item, index) => {
    view.setUint16(8 + 4 * index, item.first);
    view.setUint16(10 + 4 * index, item.mask);
  });
  return out;
}

function decodeFir(body: DataView): { ssrc: number; sequence: number }[] {
  const requests: { ssrc: number; sequence: number }[] = [];
  for (let at = 8; at + 8 <= body.byteLength; at += 8) {
    requests.push({ ssrc: body.getUint32(at), sequence: body.getUint8(at + 4) });
  }
  return requests;
}

function decodeLimits(body: DataView): BitrateLimit[] {
  const limits: BitrateLimit[] = [];
  for (let at = 8; at + 8 <= body.byteLength; at += 8) {
    const word = body.getUint32(at + 4);
    limits.push({
      ssrc: body.getUint32(at),
      bitrate: ((word >>> 9) & 0x1ffff) * 2 ** (word >>> 26),
      overhead: word & 0x1ff,
    });
  }
  return limits;
}

function encodeLimits(sender: number, limits: readonly BitrateLimit[]): Uint8Array {
  const { view, out } = start(sender, 0, 8 * limits.length);
  limits.forEach((limit, index) => {
    const { exponent, mantissa } = scientific(limit.bitrate, 17);
    view.setUint32(8 + 8 * index, limit.ssrc);
    view.setUint32(12 + 8 * index, ((exponent << 26) | (mantissa << 9) | (limit.overhead & 0x1ff)) >>> 0);
  });
  return out;
}

function decodeRemb(sender: number, body: DataView): RtcpFeedback | undefined {
  if (body.byteLength < 16 || body.getUint32(8) !== REMB_MAGIC) return undefined;
  const word = body.getUint32(12);
  const count = word >>> 24;
  if (body.byteLength < 16 + 4 * count) return undefined;
  const ssrcs = Array.from({ length: count }, (_, index) => body.getUint32(16 + 4 * index));
  return { type: 'remb', sender, bitrate: (word & 0x3ffff) * 2 ** ((word >>> 18) & 0x3f), ssrcs };
}

function encodeRemb(sender: number, bitrate: number, ssrcs: readonly number[]): Uint8Array {
  const { view, out } = start(sender, 0, 8 + 4 * ssrcs.length);
  const { exponent, mantissa } = scientific(bitrate, 18);
  view.setUint32(8, REMB_MAGIC);
  view.setUint32(12, ((ssrcs.length << 24) | (exponent << 18) | mantissa) >>> 0);
  ssrcs.forEach((ssrc, index) => view.setUint32(16 + 4 * index, ssrc));
  return out;
}

/** Rounds down to a mantissa of `bits` bits. */
function scientific(bitrate: number, bits: number): { exponent: number; mantissa: number } {
  let exponent = 0;
  let mantissa = Math.floor(bitrate);
  while (mantissa >= 2 ** bits) {
    mantissa = Math.floor(mantissa / 2);
    exponent += 1;
  }
  return { exponent, mantissa };
}
