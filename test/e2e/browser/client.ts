/** The functions of the page that a test can call. */

export interface BrowserClient {
  /**
   * Creates a peer connection for any signalling: an offer with all gathered addresses, to which the answer is
   * given.
   */
  offer(frequency: number, video: boolean | 'recvonly'): Promise<string>;
  answer(sdp: string): Promise<void>;
  /**
   * Dials `target` by SIP over the WebSocket at `server`, as sip.js does. Resolves to the final state of the call:
   * `Established` or `Terminated`.
   */
  dial(server: string, target: string, frequency: number, video: boolean): Promise<string>;
  /** Sends one digit by INFO. */
  key(digit: string): Promise<void>;
  hangUp(): Promise<void>;
  /** The states of the SIP call so far; with the status and the Warning of a rejection. */
  states(): readonly string[];
  /** The amplitude of a frequency in the audio received now, 0 to 1. */
  hears(frequency: number): number;
  /** The number of pictures decoded so far, and the width of the last one. */
  sees(): Promise<{ readonly frames: number; readonly width: number; readonly codec: string }>;
  /** The state of ICE and DTLS together. */
  connection(): string;
}
