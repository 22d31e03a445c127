/** Far-end camera control messages (H.281 §5). Pure. */
import { FrameError } from './q922.ts';

export type CameraMessage =
  /** `actions`: pan, tilt, zoom, focus, two bits each: active, and the direction. `timeout` in ms, 50 to 800. */
  | { readonly type: 'start'; readonly actions: number; readonly timeout: number }
  | { readonly type: 'continue'; readonly actions: number }
  | { readonly type: 'stop'; readonly actions: number }
  | { readonly type: 'selectSource'; readonly source: number; readonly mode: number }
  /** The camera's side reports the source that it shows now. */
  | { readonly type: 'sourceSwitched'; readonly source: number; readonly mode: number }
  | { readonly type: 'storePreset'; readonly preset: number }
  | { readonly type: 'activatePreset'; readonly preset: number };

/** Bits of `actions`. */
export const ACTIONS = {
  panLeft: 0x80,
  panRight: 0xc0,
  tiltDown: 0x20,
  tiltUp: 0x30,
  zoomOut: 0x08,
  zoomIn: 0x0c,
  focusOut: 0x02,
  focusIn: 0x03,
} as const;

/** The unit of the timeout in ms; 0 means the longest. */
const UNIT = 50;
const LONGEST = 800;

const CODES = ['start', 'continue', 'stop', 'selectSource', 'sourceSwitched', 'storePreset', 'activatePreset'] as const;

/** Returns undefined for an unknown message. Throws `FrameError` if it is cut short. */
export function decodeCamera(data: Uint8Array): CameraMessage | undefined {
  const [code = 0, value = 0, timeout = 0] = data;
  const type = CODES[code - 1];
  if (data.length === 0) throw new FrameError('short', 0);
  if (type === undefined) return undefined;
  if (data.length < (type === 'start' ? 3 : 2)) throw new FrameError('short', data.length);
  switch (type) {
    case 'start':
      return { type, actions: value, timeout: (timeout & 0x0f) === 0 ? LONGEST : (timeout & 0x0f) * UNIT };
    case 'continue':
    case 'stop':
      return { type, actions: value };
    case 'selectSource':
    case 'sourceSwitched':
      return { type, source: value >> 4, mode: value & 0x03 };
    default:
      return { type, preset: value >> 4 };
  }
}

export function encodeCamera(message: CameraMessage): Uint8Array {
  const code = CODES.indexOf(message.type) + 1;
  switch (message.type) {
    case 'start':
      return Uint8Array.of(
        code,
        message.actions,
        message.timeout >= LONGEST ? 0 : Math.max(1, Math.round(message.timeout / UNIT)) & 0x0f,
      );
    case 'continue':
    case 'stop':
      return Uint8Array.of(code, message.actions);
    case 'selectSource':
    case 'sourceSwitched':
      return Uint8Array.of(code, ((message.source & 0x0f) << 4) | (message.mode & 0x03));
    default:
      return Uint8Array.of(code, (message.preset & 0x0f) << 4);
  }
}
