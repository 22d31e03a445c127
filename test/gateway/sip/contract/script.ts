/** Common steps of the contract's scenarios. */
import { afterEach, expect } from 'vitest';
import { field, reply, shorts, status } from '../stack/harness.ts';
import type { Stage, StageOptions } from '../edge.stage.ts';

export const SDP = { 'Content-Type': 'application/sdp' };
export const INFO = { 'Content-Type': 'application/media_control+xml' };
export const RELIABLE = { Supported: '100rel' };

export type Open<S extends Stage> = (options?: StageOptions) => Promise<S>;

/** Opens stages, and closes them after each test. */
export function stages<S extends Stage>(open: Open<S>): Open<S> {
  const opened: S[] = [];
  afterEach(async () => {
    for (const stage of opened.splice(0)) await stage.close();
  });
  return async (options) => {
    const stage = await open(options);
    opened.push(stage);
    return stage;
  };
}

/** The device calls and acknowledges; returns the 200. */
export async function callUp(stage: Stage, change: Readonly<Record<string, string>> = {}): Promise<string> {
  stage.send(stage.request('INVITE', change));
  const ok = await stage.next();
  expect(status(ok)).toBe('200 OK');
  stage.send(stage.inDialog(ok, 'ACK', 1));
  await stage.until('established', () => shorts(stage.edge.calls[0]).includes('established'));
  return ok;
}

/** Sends a message and returns the next one received. */
export async function ask(stage: Stage, text: string): Promise<string> {
  stage.send(text);
  return stage.next();
}

export async function ended(stage: Stage): Promise<readonly string[]> {
  const events = (): readonly string[] => shorts(stage.edge.calls.at(-1));
  await stage.until('the end of the call', () => events().at(-1)?.startsWith('ended') === true);
  return events();
}

/** The device's response to our request. */
export function answer(
  stage: Stage,
  text: string,
  line: string,
  change: Readonly<Record<string, string>> = {},
  body = '',
): void {
  const tagged = reply(text, line, { Contact: `<${stage.device}>`, ...change }, body);
  stage.send(
    /;tag=/.test(field(text, 'To') ?? '') ? tagged : tagged.replace(/^To: .*?(?=\r)/m, (to) => `${to};tag=theirs`),
  );
}
