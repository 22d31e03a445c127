import type { Clock } from '../../base/clock.ts';
import { NgClient } from './client.ts';
import { parseInstance } from './instances.ts';

/** Resolves to `true` if an rtpengine answers within `timeout` ms. Never rejects. */
export async function pingInstance(instance: string, timeout: number, clock: Clock): Promise<boolean> {
  const { name, host, port } = parseInstance(instance);
  const client = new NgClient({ name, host, port, timeout, clock, onFact: () => undefined });
  const answer = await client.ask('ping');
  client.close();
  return answer?.result === 'pong';
}
