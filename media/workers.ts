/** The main thread's side of the media workers: one handle per worker, which restarts the thread when it dies. */
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { guarded, type OnFault } from '../base/guard.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { MediaError } from './errors.ts';
import type { Call, Request, Result, Results, WorkerMessage, WorkerSettings } from './worker/messages.ts';

/** `closed`: ended on request. */
export type WorkerState = 'starting' | 'ready' | 'dead' | 'closed';

/** The part of a worker thread that the handle uses. */
export type Thread = Pick<Worker, 'on' | 'once' | 'postMessage' | 'terminate'>;

/**
 * Starts a media thread. V8 (13.6, Node 24) can crash the process when it frees WebAssembly code while another thread
 * compiles: a core file showed `WasmEngine::FreeDeadCode` in a media thread that was loading its modules. Replaced
 * code therefore stays until its module goes, which costs a few megabytes.
 */
const spawnThread = (workerData: WorkerSettings, name: string): Thread => {
  setFlagsFromString('--no-wasm-code-gc');
  return new Worker(new URL('./worker/main.ts', import.meta.url), { workerData, name });
};

export interface WorkerHandleOptions {
  readonly id: number;
  readonly settings: WorkerSettings;
  readonly clock: Clock;
  /** Starts a thread; a real one unless a test replaces it. */
  readonly spawn?: (settings: WorkerSettings, name: string) => Thread;
  readonly onState: (state: WorkerState) => void;
  /** Everything the thread carried is lost; a new thread will start. */
  readonly onLost: () => void;
  readonly onEvent: (event: Extract<WorkerMessage, { type: 'event' }>) => void;
  /** A fault of ours in the worker ended one bridge. */
  readonly onBridgeFault: (fault: Extract<WorkerMessage, { type: 'fault' }>) => void;
  /** Receives what a handler of the worker's messages throws. */
  readonly onFault: OnFault;
}

interface Pending {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: MediaError) => void;
}

type State =
  | { readonly name: 'starting'; readonly thread: Thread }
  | { readonly name: 'ready'; readonly thread: Thread }
  /** Waiting to restart. */
  | { readonly name: 'dead'; readonly timer: Timer }
  /** Asked to end; any exit of the thread is expected now. */
  | { readonly name: 'closed' };

/** ms before the first restart; doubles up to the longest delay while starts fail. */
const RESTART_DELAY = 100;
const LONGEST_RESTART_DELAY = 10_000;
/** ms within which a thread should exit by itself once it has closed everything. */
const LONGEST_END = 2000;

export class WorkerHandle {
  readonly id: number;
  readonly #options: WorkerHandleOptions;
  #state: State;
  #nextCall = 1;
  #restartDelay = RESTART_DELAY;
  readonly #pending = new Map<number, Pending>();
  readonly #started = Promise.withResolvers<void>();

  constructor(options: WorkerHandleOptions) {
    this.id = options.id;
    this.#options = options;
    this.#started.promise.catch(() => {});
    this.#state = { name: 'starting', thread: this.#spawn() };
    options.onState('starting');
  }

  get state(): WorkerState {
    return this.#state.name;
  }

  /** Rejects if the first start fails. */
  async started(): Promise<void> {
    await this.#started.promise;
  }

  async call<K extends Request['op']>(request: Extract<Request, { op: K }>): Promise<Results[K]> {
    const state = this.#state;
    if (state.name !== 'ready')
      throw new MediaError('worker-lost', `Cannot ${request.op}: media worker ${this.id} is ${state.name}`);
    // The worker answers each operation with its own kind of result.
    return (await this.#post(state.thread, request)) as Results[K];
  }

  /** Ends the thread and its mediasoup worker. Idempotent. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state.name === 'closed') return;
    this.#state = { name: 'closed' };
    if (state.name === 'dead') state.timer.cancel();
    if (state.name === 'ready') await this.#endInOrder(state.thread);
    if (state.name === 'starting' || state.name === 'ready') await state.thread.terminate();
    this.#failPending();
    this.#options.onState('closed');
  }

  /**
   * Lets the thread exit by itself, for up to `LONGEST_END`: terminating it while it closes sockets can crash the
   * process.
   */
  async #endInOrder(thread: Thread): Promise<void> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    thread.once('exit', () => resolve());
    await this.#post(thread, { op: 'close' }).catch(() => {});
    const timer = this.#options.clock.after(LONGEST_END, resolve);
    await ended;
    timer.cancel();
  }

  async #post(thread: Thread, request: Request): Promise<Result> {
    const call = this.#nextCall++;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#pending.set(call, { resolve, reject });
    thread.postMessage({ call, request } satisfies Call, []);
    return promise;
  }

  #spawn(): Thread {
    const { settings, spawn = spawnThread } = this.#options;
    const thread = spawn(settings, `media-${this.id}`);
    let failure: unknown;
    thread.on(
      'message',
      guarded(this.#options.onFault, (message: WorkerMessage) => this.#receive(thread, message)),
    );
    thread.on('error', (error) => (failure = error));
    thread.once('exit', () => this.#ended(thread, failure));
    return thread;
  }

  #receive(thread: Thread, message: WorkerMessage): void {
    switch (message.type) {
      case 'ready':
        return this.#becomeReady(thread);
      case 'event':
        return this.#options.onEvent(message);
      case 'fault':
        return this.#options.onBridgeFault(message);
      case 'result':
        this.#take(message.call)?.resolve(message.result);
        return;
      case 'failure':
        this.#take(message.call)?.reject(new MediaError(message.kind, message.message));
    }
  }

  #take(call: number): Pending | undefined {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    return pending;
  }

  #becomeReady(thread: Thread): void {
    if (this.#state.name !== 'starting') return;
    this.#state = { name: 'ready', thread };
    this.#restartDelay = RESTART_DELAY;
    this.#started.resolve();
    this.#options.onState('ready');
  }

  #ended(thread: Thread, failure: unknown): void {
    const state = this.#state;
    if (state.name === 'closed') this.#failPending();
    if (state.name === 'closed' || state.name === 'dead' || state.thread !== thread) return;
    const delay = this.#restartDelay;
    this.#restartDelay = Math.min(2 * delay, LONGEST_RESTART_DELAY);
    this.#state = { name: 'dead', timer: this.#options.clock.after(delay, () => this.#restart()) };
    const cause = failure instanceof Error ? failure.message : 'it ended';
    this.#started.reject(new MediaError('not-ready', `Cannot start media worker ${this.id}: ${cause}`));
    this.#failPending();
    this.#options.onState('dead');
    this.#options.onLost();
  }

  #restart(): void {
    this.#state = { name: 'starting', thread: this.#spawn() };
    this.#options.onState('starting');
  }

  #failPending(): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new MediaError('worker-lost', `Media worker ${this.id} is gone`));
  }
}
