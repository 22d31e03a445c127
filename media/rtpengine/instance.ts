/** One rtpengine: its health, the calls on it, and the calls that it must still be told to end. */
import type { Clock, Timer } from '../../base/clock.ts';
import { NgClient, type NgAnswer } from './client.ts';
import { Gate } from './gate.ts';
import { NEW_INSTANCE, stepHealth, type Health, type HealthEvent, type InstanceAddress } from './instances.ts';
import type { NgMessage } from './message.ts';
import type { RelayCommand, RelayFact, RelayLoss } from './port.ts';
import { lastPacketOf, qualityOf, uptimeOf } from './statistics.ts';

export interface InstanceOptions {
  /** ms between two health checks. */
  readonly pingInterval: number;
  /** ms to wait for an answer. */
  readonly timeout: number;
  /** ms between two queries about a call. */
  readonly queryInterval: number;
  /** ms without a packet from a device that is not on hold, after which its call is lost; 0: never. */
  readonly mediaTimeout: number;
  readonly clock: Clock;
  readonly onFact: (fact: RelayFact) => void;
}

export interface InstanceHost extends InstanceOptions {
  readonly onUp: () => void;
}

interface Held {
  readonly callId: string | undefined;
  lose(why: RelayLoss): void;
}

interface Heard {
  readonly callId: string;
  /** As reported by rtpengine; undefined: on hold. */
  readonly last: number | undefined;
  /** Time on our clock, ms. */
  readonly since: number;
}

/** Calls that could not be ended because the instance did not answer, kept until it does. */
const MAX_ORPHANS = 10_000;
/** Calls ended, and calls moved away, at a time. */
const AT_A_TIME = 20;

export class Instance {
  readonly sessions = new Set<Held>();
  /**
   * Limits the calls that move away at once: all calls of a dead instance together would be too much for the next
   * one, and for the devices.
   */
  readonly moves = new Gate(AT_A_TIME);
  readonly #address: InstanceAddress;
  readonly #options: InstanceHost;
  readonly #client: NgClient;
  readonly #orphans = new Set<string>();
  readonly #ending = new Set<Promise<void>>();
  /** When the latest packet time of a call's device was first seen. */
  readonly #heard = new WeakMap<Held, Heard>();
  #health: Health = NEW_INSTANCE;
  #timers: Timer[] = [];
  #endsOrphans = false;
  #checking: Promise<void> | undefined;
  #closed = false;

  constructor(address: InstanceAddress, options: InstanceHost) {
    this.#address = address;
    this.#options = options;
    const { host, port, name } = address;
    this.#client = new NgClient({
      host,
      port,
      name,
      timeout: options.timeout,
      clock: options.clock,
      onFact: options.onFact,
    });
  }

  get name(): string {
    return this.#address.name;
  }

  get weight(): number {
    return this.#address.weight;
  }

  get up(): boolean {
    return this.#health.kind === 'up';
  }

  /** Resolves once the instance's health is known; health checks continue. */
  async start(): Promise<void> {
    await this.check();
    this.#every(this.#options.pingInterval, () => this.check());
    this.#every(this.#options.queryInterval, () => this.#askForAll());
  }

  #every(interval: number, work: () => Promise<void>): void {
    const slot = this.#timers.length;
    const next = (): void => {
      if (!this.#closed) this.#timers[slot] = this.#options.clock.after(interval, () => void work().then(next));
    };
    next();
  }

  /** Asks a question about a call; a missing answer also triggers a health check. */
  async ask(command: RelayCommand, message: NgMessage): Promise<NgAnswer | undefined> {
    const answer = await this.#client.ask(command, message);
    if (answer === undefined && !this.#closed) void this.check();
    return answer;
  }

  check(): Promise<void> {
    return (this.#checking ??= this.#check().finally(() => (this.#checking = undefined)));
  }

  async #check(): Promise<void> {
    do {
      const pong = await this.#client.ask('ping');
      if (pong === undefined) {
        this.#on({ type: 'missed' });
        continue;
      }
      const uptime = uptimeOf((await this.#client.ask('statistics'))?.tree);
      // Done before the instance is up again: calls that arrive afterwards do not date from before its restart.
      if (uptime !== undefined)
        this.#on({ type: 'uptime', seen: { uptime: uptime * 1000, at: this.#options.clock.now() } });
      this.#on({ type: 'answered' });
      void this.#endOrphans();
      return;
      // A second missing answer decides.
    } while (this.up && !this.#closed);
  }

  #on(event: HealthEvent): void {
    if (this.#closed) return;
    const [next, change] = stepHealth(this.#health, event);
    this.#health = next;
    if (change === undefined) return;
    const held = [...this.sessions];
    this.#options.onFact({ type: 'instance', instance: this.name, change, sessions: held.length });
    if (change === 'up') return this.#options.onUp();
    if (change === 'restarted') this.#orphans.clear();
    for (const session of held) session.lose(change === 'down' ? 'instance-down' : 'instance-restarted');
  }

  /** Reports the call's RTCP quality, and ends the call. */
  end(callId: string): void {
    const ending = this.#end(callId).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** Resolves once every pending end is done. */
  async settled(): Promise<void> {
    await Promise.all(this.#ending);
  }

  async #end(callId: string): Promise<void> {
    if (!this.up) return this.#leaveBehind(callId);
    await this.#query(callId);
    // Its ports are freed at once.
    const answer = await this.#client.ask('delete', { 'call-id': callId, 'delete-delay': 0 });
    if (answer === undefined) this.#leaveBehind(callId);
  }

  #leaveBehind(callId: string): void {
    if (this.#orphans.size < MAX_ORPHANS && !this.#closed) this.#orphans.add(callId);
  }

  /** Stops at the first missing answer: the rest is kept until the instance is healthy again. */
  async #endOrphans(): Promise<void> {
    if (this.#endsOrphans) return;
    this.#endsOrphans = true;
    for (let answered = true; answered && this.up && !this.#closed && this.#orphans.size > 0;) {
      const some = [...this.#orphans].slice(0, AT_A_TIME);
      for (const callId of some) this.#orphans.delete(callId);
      const answers = await Promise.all(
        some.map((callId) => this.#client.ask('delete', { 'call-id': callId, 'delete-delay': 0 })),
      );
      const left = some.filter((_, at) => answers[at] === undefined);
      for (const callId of left) this.#leaveBehind(callId);
      answered = left.length === 0;
    }
    this.#endsOrphans = false;
  }

  async #query(callId: string): Promise<NgAnswer | undefined> {
    const answer = await this.#client.ask('query', { 'call-id': callId });
    const streams = qualityOf(answer?.tree);
    if (streams.length > 0) this.#options.onFact({ type: 'quality', instance: this.name, streams });
    return answer;
  }

  /** One call after another, to avoid a burst. */
  async #askForAll(): Promise<void> {
    for (const session of this.sessions) {
      const { callId } = session;
      if (!this.up || this.#closed || callId === undefined || !this.sessions.has(session)) continue;
      const answer = await this.#query(callId);
      if (answer === undefined || session.callId !== callId) continue;
      if (/unknown call-?id/i.test(answer.reason)) session.lose('call-forgotten');
      else if (this.#isSilent(session, callId, answer)) session.lose('media-timeout');
    }
  }

  /** Uses only our clock: rtpengine's may differ. */
  #isSilent(session: Held, callId: string, { tree }: NgAnswer): boolean {
    const { mediaTimeout, clock } = this.#options;
    const last = mediaTimeout === 0 ? undefined : lastPacketOf(tree, 'device');
    const before = this.#heard.get(session);
    if (last === undefined || before?.callId !== callId || before.last !== last) {
      this.#heard.set(session, { callId, last, since: clock.now() });
      return false;
    }
    return clock.now() - before.since > mediaTimeout;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#client.close();
  }
}
