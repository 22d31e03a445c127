/** The handle of a media worker, with a thread that the test plays. */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { WorkerMessage } from '../../media/worker/messages.ts';
import { WorkerHandle, type Thread, type WorkerState } from '../../media/workers.ts';
import { FakeClock } from '../fakes/clock.ts';

class FakeThread extends EventEmitter {
  readonly posted: { readonly call: number; readonly request: { readonly op: string } }[] = [];
  terminated = 0;

  postMessage(message: FakeThread['posted'][number]): void {
    this.posted.push(message);
  }

  async terminate(): Promise<number> {
    this.terminated += 1;
    return 0;
  }

  say(message: WorkerMessage): void {
    this.emit('message', message);
  }
}

function open() {
  const clock = new FakeClock();
  const threads: FakeThread[] = [];
  const states: WorkerState[] = [];
  const log: string[] = [];
  const handle = new WorkerHandle({
    id: 0,
    settings: { ports: { min: 1, max: 2 } },
    clock,
    spawn: () => {
      const thread = new FakeThread();
      threads.push(thread);
      return thread as unknown as Thread;
    },
    onState: (state) => void states.push(state),
    onLost: () => void log.push('lost'),
    onEvent: ({ member }) => {
      if (member === 13) throw new Error('a bug');
      log.push(`event of ${member}`);
    },
    onBridgeFault: ({ bridge }) => void log.push(`fault of bridge ${bridge}`),
    onFault: (error) => void log.push(String(error)),
  });
  const thread = (): FakeThread => threads.at(-1) as FakeThread;
  return { clock, threads, thread, states, log, handle };
}

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('a media worker handle', () => {
  it('answers each call by its number, in whatever order the answers come', async () => {
    const { handle, thread } = open();
    thread().say({ type: 'ready' });
    await handle.started();
    const calls = [handle.call({ op: 'openBridge', bridge: 1 }), handle.call({ op: 'closeBridge', bridge: 2 })];
    const [first, second] = thread().posted;
    thread().say({ type: 'failure', call: second!.call, kind: 'closed', message: 'it is closed' });
    thread().say({ type: 'result', call: first!.call, result: undefined });
    expect(await calls[0]).toBeUndefined();
    await expect(calls[1]).rejects.toMatchObject({ kind: 'closed', message: 'it is closed' });
  });

  it('rejects calls while the worker is not ready', async () => {
    const { handle } = open();
    await expect(handle.call({ op: 'load' })).rejects.toMatchObject({
      kind: 'worker-lost',
      message: 'Cannot load: media worker 0 is starting',
    });
  });

  it('rejects pending calls and starts again when the thread dies, and waits longer each time that it fails', async () => {
    const { handle, clock, threads, thread, states, log } = open();
    thread().say({ type: 'ready' });
    const call = handle.call({ op: 'load' });
    thread().emit('exit');
    await expect(call).rejects.toMatchObject({ kind: 'worker-lost' });
    expect([log, states]).toEqual([['lost'], ['starting', 'ready', 'dead']]);
    const delays: number[] = [];
    for (let start = 0; start < 9; start++) {
      const [before, from] = [threads.length, clock.now()];
      while (threads.length === before) clock.advance(50);
      delays.push(clock.now() - from);
      thread().emit('exit');
    }
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    clock.advance(10_000);
    thread().say({ type: 'ready' });
    thread().emit('exit');
    clock.advance(100);
    expect(states.at(-1)).toBe('starting');
  });

  it('rejects the first start when the thread ends before it is ready', async () => {
    const { handle, thread } = open();
    thread().emit('error', new Error('no opus'));
    thread().emit('exit');
    await expect(handle.started()).rejects.toThrow('Cannot start media worker 0: no opus');
  });

  it('passes events and faults of bridges on, and survives a handler that throws', () => {
    const { thread, log } = open();
    thread().say({ type: 'ready' });
    thread().say({ type: 'event', bridge: 1, member: 13, event: { type: 'heard' } });
    thread().say({ type: 'event', bridge: 1, member: 2, event: { type: 'heard' } });
    thread().say({ type: 'fault', bridge: 1, detail: 'TypeError', last: [] });
    expect(log).toEqual(['Error: a bug', 'event of 2', 'fault of bridge 1']);
  });

  it('lets the thread end by itself when it is closed, and terminates one that does not within 2 s', async () => {
    const { handle, clock, thread, states } = open();
    thread().say({ type: 'ready' });
    const closing = handle.close();
    thread().say({ type: 'result', call: thread().posted[0]!.call, result: undefined });
    await settle();
    expect([thread().posted[0]?.request.op, thread().terminated]).toEqual(['close', 0]);
    clock.advance(2000);
    await closing;
    expect([thread().terminated, states.at(-1), clock.pending]).toEqual([1, 'closed', 0]);
    await handle.close();
    expect(states.filter((state) => state === 'closed')).toHaveLength(1);
  });

  it('does not start again when it is closed while it waits to', async () => {
    const { handle, clock, threads, thread } = open();
    thread().emit('exit');
    handle.started().catch(() => undefined);
    await handle.close();
    clock.advance(60_000);
    expect([threads.length, clock.pending]).toEqual([1, 0]);
  });
});
