export type MediaErrorCode =
  /** The port pool has no pair left (a refusal to the device, not a fault). */
  | 'out-of-ports'
  /** The worker that carried the bridge is gone. */
  | 'worker-lost'
  /** The bridge or member is already closed. */
  | 'closed'
  /** No worker is ready. */
  | 'not-ready';

export class MediaError extends Error {
  readonly code: MediaErrorCode;
  constructor(code: MediaErrorCode, message: string) {
    super(message);
    this.name = 'MediaError';
    this.code = code;
  }
}
