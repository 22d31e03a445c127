/** The octets of a capture: of a file, or of what is piped in. */
import { createReadStream } from 'node:fs';

const CHUNK = 256 * 1024;

/** `-` is the standard input. */
export const captureOctets = (file: string): AsyncIterable<Uint8Array> =>
  file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
