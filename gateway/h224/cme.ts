/** The client management entity (H.224 §8): a terminal's clients and their capabilities. Pure. */
import { FrameError } from './q922.ts';

export type CmeMessage =
  | { readonly type: 'clientList'; readonly clients: readonly { readonly id: number; readonly extra: boolean }[] }
  /** Requests the client list. */
  | { readonly type: 'clientListCommand' }
  | { readonly type: 'extraCapabilities'; readonly client: number; readonly data: Uint8Array }
  | { readonly type: 'extraCapabilitiesCommand'; readonly client: number };

const CLIENT_LIST = 0x01;
const EXTRA = 0x02;
const MESSAGE = 0x00;
const COMMAND = 0xff;
/** The client has extra capabilities. */
const HAS_EXTRA = 0x80;

/** Returns undefined for an unknown message. Throws `FrameError` if it is cut short. */
export function decodeCme(data: Uint8Array): CmeMessage | undefined {
  const [code, kind] = data;
  if (kind === undefined) throw new FrameError('short', data.length);
  if (code === CLIENT_LIST && kind === COMMAND) return { type: 'clientListCommand' };
  if (code === CLIENT_LIST && kind === MESSAGE) return { type: 'clientList', clients: clientsOf(data) };
  const client = data[2];
  if (code !== EXTRA || (kind !== COMMAND && kind !== MESSAGE)) return undefined;
  if (client === undefined) throw new FrameError('short', data.length);
  return kind === COMMAND
    ? { type: 'extraCapabilitiesCommand', client: client & 0x7f }
    : { type: 'extraCapabilities', client: client & 0x7f, data: data.subarray(3) };
}

/** Extended and manufacturers' clients take one and five more octets. */
function clientsOf(data: Uint8Array): readonly { readonly id: number; readonly extra: boolean }[] {
  const count = data[2];
  if (count === undefined) throw new FrameError('short', data.length);
  const clients: { id: number; extra: boolean }[] = [];
  let at = 3;
  for (let n = 0; n < count; n++) {
    const octet = data[at];
    if (octet === undefined) throw new FrameError('short', data.length);
    const id = octet & 0x7f;
    at += id === 0x7f ? 6 : id === 0x7e ? 2 : 1;
    clients.push({ id, extra: (octet & HAS_EXTRA) !== 0 });
  }
  if (at > data.length) throw new FrameError('short', data.length);
  return clients;
}

export function encodeCme(message: CmeMessage): Uint8Array {
  switch (message.type) {
    case 'clientList':
      return Uint8Array.of(
        CLIENT_LIST,
        MESSAGE,
        message.clients.length,
        ...message.clients.map(({ id, extra }) => id | (extra ? HAS_EXTRA : 0)),
      );
    case 'clientListCommand':
      return Uint8Array.of(CLIENT_LIST, COMMAND);
    case 'extraCapabilities':
      return Uint8Array.of(EXTRA, MESSAGE, HAS_EXTRA | message.client, ...message.data);
    case 'extraCapabilitiesCommand':
      return Uint8Array.of(EXTRA, COMMAND, HAS_EXTRA | message.client);
    default:
      return message satisfies never;
  }
}

/**
 * The camera capabilities that devices in a meeting are told (H.281 §4): 15 presets, and a main camera that moves
 * in every direction. The camera changes with the picture, so the capabilities cannot be those of a certain one; a
 * camera ignores requests that it cannot carry out.
 */
export const CAMERA_CAPABILITIES = Uint8Array.of(0x0f, 0x14, 0xf0);
