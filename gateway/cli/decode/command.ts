/** `roomgate decode FILE`. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { CaptureDecoder } from './decoder.ts';
import type { Line } from './message.ts';
import { CaptureError } from './packet.ts';

export interface DecodeRun {
  /** The file name as the operator wrote it. */
  readonly file: string;
  /** The octets of the file. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly showSecrets: boolean;
  readonly output: Writable;
  readonly say: (text: string) => void;
}

/** The number of characters that are written at a time. */
const BATCH = 64 * 1024;

/**
 * Resolves to the exit code: 0 if the file was read to its end, whether its messages were valid or not; 2 if it
 * cannot be read or is not a capture.
 */
export async function runDecode({ file, chunks, showSecrets, output, say }: DecodeRun): Promise<0 | 2> {
  const decoder = new CaptureDecoder({ showSecrets });
  const writer = new LineWriter(output);
  let failure: string | undefined;
  try {
    for await (const chunk of chunks) {
      await writer.write(decoder.push(chunk));
      if (writer.closed) return 0;
    }
  } catch (error) {
    failure = reasonOf(error);
  }
  await writer.write(decoder.flush());
  await writer.finish();
  if (writer.closed) return 0;
  try {
    if (failure === undefined) for (const note of decoder.notes()) say(`roomgate: ${file}: ${note}`);
  } catch (error) {
    failure = reasonOf(error);
  }
  if (failure !== undefined) say(`roomgate: Cannot decode ${file}: ${failure}`);
  return failure === undefined ? 0 : 2;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a directory'],
]);

/** Rethrows errors that are bugs. */
function reasonOf(error: unknown): string {
  if (error instanceof CaptureError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return REASONS.get(code) ?? code;
  throw error;
}

/** Waits for a slow reader, and detects one that has gone, as in `| head`. */
class LineWriter {
  readonly #output: Writable;
  #batch = '';
  #error: Error | undefined;

  constructor(output: Writable) {
    this.#output = output;
    output.on('error', (error) => (this.#error = error));
  }

  /** True if the reader has gone. */
  get closed(): boolean {
    return (this.#error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';
  }

  async write(lines: Iterable<Line>): Promise<void> {
    for (const line of lines) {
      this.#batch += `${JSON.stringify(ordered(line))}\n`;
      if (this.#batch.length >= BATCH) await this.finish();
      if (this.closed) return;
    }
    // Flush, so that a growing capture can be watched.
    await this.finish();
  }

  /** Resolves once all text is with the reader, or the reader has gone. */
  async finish(): Promise<void> {
    const text = this.#batch;
    this.#batch = '';
    if (text !== '' && this.#error === undefined && !this.#output.write(text)) await this.#drained();
    if (this.#error !== undefined && !this.closed) throw this.#error;
  }

  async #drained(): Promise<void> {
    try {
      await once(this.#output, 'drain');
    } catch (error) {
      if (error !== this.#error) throw error;
    }
  }
}

/** Puts the keys into the most readable order. */
const ordered = ({ frame, time, source, destination, protocol, tunnelled, message, ok, error, value }: Line): Line => ({
  frame,
  time,
  protocol,
  message,
  ok,
  error,
  source,
  destination,
  ...(tunnelled && { tunnelled }),
  value,
});
