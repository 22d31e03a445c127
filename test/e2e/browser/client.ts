/** What the page can be asked for, from outside. */

export interface BrowserClient {
  /** A peer connection for whatever signalling: an offer with all addresses that were found, and what was answered. */
  offer(frequency: number, video: boolean | 'recvonly'): Promise<string>;
  answer(sdp: string): Promise<void>;
  /** Dials `target` by SIP over the WebSocket at `server`, as sip.js does. Gives the state that the call came to: `Established` or `Terminated`. */
  dial(server: string, target: string, frequency: number, video: boolean): Promise<string>;
  /** One digit, by INFO. */
  key(digit: string): Promise<void>;
  hangUp(): Promise<void>;
  /** Of the SIP call so far; with the status and the Warning of a refusal. */
  states(): readonly string[];
  /** How loud a frequency is in what comes now, 0 to 1. */
  hears(frequency: number): number;
  /** Pictures decoded so far, and the width of the last. */
  sees(): Promise<{ readonly frames: number; readonly width: number; readonly codec: string }>;
  /** Of ICE and DTLS together. */
  connection(): string;
}
