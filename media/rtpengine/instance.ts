/** One rtpengine: whether it is well, which calls are on it, and what it still has to be told to end. */
import type { Clock, Timer } from '../clock.ts';
import { NgClient, type NgAnswer } from './client.ts';
import { NEW_INSTANCE, stepHealth, type Health, type HealthEvent, type InstanceAddress } from './instances.ts';
import type { NgMessage } from './message.ts';
import type { RelayCommand, RelayFact, RelayLoss } from './port.ts';
import { lastPacketOf, qualityOf, uptimeOf } from './statistics.ts';

export interface InstanceOptions {
  /** ms between two looks at its health. */
  readonly pingInterval: number;
  /** ms to wait for an answer. */
  readonly timeout: number;
  /** ms between two questions for a call. */
  readonly queryInterval: number;
  /** ms without a packet of a device that is not on hold, after which its call is lost; 0: never. */
  readonly mediaTimeout: number;
  readonly clock: Clock;
  /** Unix ms, as rtpengine counts. */
  readonly now: () => number;
  readonly onFact: (fact: RelayFact) => void;
}

export interface InstanceHost extends InstanceOptions {
  readonly onUp: () => void;
}

interface Held {
  readonly callId: string | undefined;
  lose(why: RelayLoss): void;
}

/** Calls that could not be ended because it did not answer, kept until it does. */
const MAX_ORPHANS = 10_000;

export class Instance {
  readonly sessions = new Set<Held>();
  readonly #address: InstanceAddress;
  readonly #options: InstanceHost;
  readonly #client: NgClient;
  readonly #orphans = new Set<string>();
  readonly #ending = new Set<Promise<void>>();
  #health: Health = NEW_INSTANCE;
  #timers: Timer[] = [];
  #checking: Promise<void> | undefined;
  #closed = false;

  constructor(address: InstanceAddress, options: InstanceHost) {
    this.#address = address;
    this.#options = options;
    const { host, port, name } = address;
    this.#client = new NgClient({ host, port, name, timeout: options.timeout, clock: options.clock, onFact: options.onFact });
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

  /** Resolves when it is known whether it is well; goes on looking. */
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

  /** A question of a call's; that it is not answered says something of the instance, too. */
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
      // Before it is up again: what comes to it then is not of before its start.
      if (uptime !== undefined) this.#on({ type: 'uptime', startedAt: this.#options.clock.now() - uptime * 1000 });
      this.#on({ type: 'answered' });
      this.#endOrphans();
      return;
      // A second miss decides.
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
    if (change === 'down') this.#client.forget();
    if (change === 'restarted') this.#orphans.clear();
    for (const session of held) session.lose(change === 'down' ? 'instance-down' : 'instance-restarted');
  }

  /** Tells what RTCP told of the call, and ends it. */
  end(callId: string): void {
    const ending = this.#end(callId).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** What was to be ended has been. */
  async settled(): Promise<void> {
    await Promise.all(this.#ending);
  }

  async #end(callId: string): Promise<void> {
    if (!this.up) return this.#leaveBehind(callId);
    await this.#query(callId);
    // Its ports are free at once.
    const answer = await this.#client.ask('delete', { 'call-id': callId, 'delete-delay': 0 });
    if (answer === undefined) this.#leaveBehind(callId);
  }

  #leaveBehind(callId: string): void {
    if (this.#orphans.size < MAX_ORPHANS && !this.#closed) this.#orphans.add(callId);
  }

  #endOrphans(): void {
    const orphans = [...this.#orphans];
    this.#orphans.clear();
    for (const callId of orphans) void this.#client.ask('delete', { 'call-id': callId, 'delete-delay': 0 });
  }

  async #query(callId: string): Promise<NgAnswer | undefined> {
    const answer = await this.#client.ask('query', { 'call-id': callId });
    const streams = qualityOf(answer?.tree);
    if (streams.length > 0) this.#options.onFact({ type: 'quality', instance: this.name, streams });
    return answer;
  }

  /** One call after the other, so that it is no burst. */
  async #askForAll(): Promise<void> {
    for (const session of this.sessions) {
      const { callId } = session;
      if (!this.up || this.#closed || callId === undefined || !this.sessions.has(session)) continue;
      const answer = await this.#query(callId);
      if (answer === undefined || session.callId !== callId) continue;
      if (/unknown call-?id/i.test(answer.reason)) session.lose('call-forgotten');
      else if (this.#isSilent(answer)) session.lose('media-timeout');
    }
  }

  #isSilent({ tree }: NgAnswer): boolean {
    const { mediaTimeout, now } = this.#options;
    const last = mediaTimeout === 0 ? undefined : lastPacketOf(tree, 'device');
    return last !== undefined && now() - last * 1000 > mediaTimeout;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#client.close();
  }
}
