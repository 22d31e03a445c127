/**
 * Our end of one device's H.224 channel: announces a camera to control, while that is allowed, and passes on the
 * device's camera requests. Pure: packets are the input, packets to send and events are the output.
 */
import { CAMERA_CAPABILITIES, decodeCme, encodeCme, type CmeMessage } from './cme.ts';
import { CME, decodeFrame, encodeFrame, H281 } from './frame.ts';
import { decodeCamera, encodeCamera, type CameraMessage } from './h281.ts';
import { FrameError, type Framing } from './q922.ts';

export interface LinkState {
  /** The framing that the device uses. */
  readonly framing: Framing;
  /** The host's account allows camera control. */
  readonly allowed: boolean;
  /** The device has a camera that accepts requests; assumed until the device states otherwise. */
  readonly hasCamera: boolean;
}

export type LinkOutput =
  | { readonly type: 'send'; readonly packet: Uint8Array }
  /** A camera request of the device. */
  | { readonly type: 'camera'; readonly message: CameraMessage }
  | { readonly type: 'bad'; readonly problem: FrameError['kind'] };

type LinkStep = readonly [LinkState, readonly LinkOutput[]];

export const newLink = (allowed: boolean): LinkState => ({ framing: 'plain', allowed, hasCamera: true });

const cme = ({ framing }: LinkState, message: CmeMessage): LinkOutput => ({
  type: 'send',
  packet: encodeFrame(
    { highPriority: true, destination: 0, source: 0, client: CME, data: encodeCme(message) },
    framing,
  ),
});

const ownClients = (state: LinkState): LinkOutput =>
  cme(state, { type: 'clientList', clients: state.allowed ? [{ id: H281, extra: true }] : [] });
const ownCapabilities = (state: LinkState): LinkOutput =>
  cme(state, { type: 'extraCapabilities', client: H281, data: CAMERA_CAPABILITIES });

/** The channel is open: both sides announce their clients (H.224 §8.1). */
export const openLink = (state: LinkState): LinkStep => [
  state,
  [ownClients(state), ...(state.allowed ? [ownCapabilities(state)] : []), cme(state, { type: 'clientListCommand' })],
];

/** The account's policy has changed: announces it to the device by the list of our clients. */
export function setAllowed(state: LinkState, allowed: boolean): LinkStep {
  if (state.allowed === allowed) return [state, []];
  const next = { ...state, allowed };
  return [next, [ownClients(next), ...(allowed ? [ownCapabilities(next)] : [])]];
}

/** A packet that controls the device's own camera. */
export const sendCamera = ({ framing }: LinkState, message: CameraMessage): Uint8Array =>
  encodeFrame({ highPriority: true, destination: 0, source: 0, client: H281, data: encodeCamera(message) }, framing);

export function receivePacket(state: LinkState, packet: Uint8Array): LinkStep {
  try {
    const { framing, frame } = decodeFrame(packet);
    const next = { ...state, framing };
    if (frame.client === CME) return onCme(next, decodeCme(frame.data));
    const message = frame.client === H281 ? decodeCamera(frame.data) : undefined;
    return [next, message === undefined ? [] : [{ type: 'camera', message }]];
  } catch (error) {
    if (error instanceof FrameError) return [state, [{ type: 'bad', problem: error.kind }]];
    throw error;
  }
}

function onCme(state: LinkState, message: CmeMessage | undefined): LinkStep {
  switch (message?.type) {
    case 'clientListCommand':
      return [state, [ownClients(state)]];
    case 'extraCapabilitiesCommand':
      return [state, state.allowed && message.client === H281 ? [ownCapabilities(state)] : []];
    case 'clientList':
      return [{ ...state, hasCamera: message.clients.some(({ id }) => id === H281) }, []];
    default:
      // The capabilities of the device's camera are not needed: it ignores requests that it cannot carry out.
      return [state, []];
  }
}
