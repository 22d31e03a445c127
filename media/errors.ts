import { LocalError } from '../base/errors.ts';

export type MediaErrorKind =
  /** The port pool has no pair left (a refusal to the device, not a fault). */
  | 'out-of-ports'
  /** The worker that carried the bridge is gone. */
  | 'worker-lost'
  /** The bridge or member is already closed. */
  | 'closed'
  /** No worker is ready. */
  | 'not-ready'
  /** A fault of ours in the media worker. */
  | 'fault';

export class MediaError extends LocalError<MediaErrorKind> {}
