/**
 * Who sees whom in a room: the most recent speaker but never oneself, among those who send video; a viewer keeps its
 * picture while the choice is as good. Pure.
 */
import { SpeakerTracker } from './speaker.ts';
import { Viewer } from './viewer.ts';

export class Switcher {
  readonly #speakers = new SpeakerTracker();
  /** Members that send video, in the order in which they began. */
  readonly #sources = new Set<number>();
  readonly #viewers = new Map<number, Viewer>();

  hear(member: number, level: number, now: number): void {
    if (this.#speakers.hear(member, level, now)) this.#assign();
  }

  addSource(member: number): void {
    if (this.#sources.has(member)) return;
    this.#sources.add(member);
    this.#assign();
  }

  removeSource(member: number): void {
    if (!this.#sources.delete(member)) return;
    for (const viewer of this.#viewers.values()) viewer.lose(member);
    this.#assign();
  }

  addViewer(member: number, first: { readonly sequence: number; readonly timestamp: number }): Viewer {
    const viewer = this.#viewers.get(member) ?? new Viewer(first);
    this.#viewers.set(member, viewer);
    this.#assign();
    return viewer;
  }

  removeViewer(member: number): void {
    this.#viewers.delete(member);
  }

  removeMember(member: number): void {
    this.#speakers.remove(member);
    this.removeSource(member);
    this.removeViewer(member);
  }

  get viewers(): ReadonlyMap<number, Viewer> {
    return this.#viewers;
  }

  /** Every source that at least one viewer sees or waits for. */
  watched(): ReadonlySet<number> {
    const watched = new Set<number>();
    for (const viewer of this.#viewers.values()) for (const source of viewer.watched) watched.add(source);
    return watched;
  }

  #assign(): void {
    for (const [member, viewer] of this.#viewers) viewer.watch(this.#choice(member));
  }

  #choice(member: number): number | undefined {
    const spoke = this.#speakers.order.find((other) => other !== member && this.#sources.has(other));
    if (spoke !== undefined) return spoke;
    for (const source of this.#sources) if (source !== member) return source;
    return undefined;
  }
}
