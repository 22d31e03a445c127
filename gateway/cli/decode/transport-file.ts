/** The octets of a capture, from a file or from standard input. */
import { createReadStream } from 'node:fs';

const CHUNK = 256 * 1024;

/** `-` means standard input. */
export const captureOctets = (file: string): AsyncIterable<Uint8Array> =>
  file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
