/**
 * Who sees whom in a room: the most recent speaker but never oneself, among those who send video that the viewer's device
 * decodes; a viewer keeps its picture while the choice is as good. Shared content goes to the content viewers of the others, or into
 * their main video. Pure.
 */
import { SpeakerTracker } from './speaker.ts';
import type { PictureFormat } from './sps.ts';
import { Viewer } from './viewer.ts';
import { canDecode } from './viewable.ts';
import type { ViewerLimit } from './viewable.ts';
import type { ContentView } from '../port.ts';

/** A member's main video has its number, its content the negative one. */
export const contentOf = (member: number): number => -member;
export const isContent = (id: number): boolean => id < 0;
export const memberOf = (id: number): number => Math.abs(id);

/** How often it is told that a source is too high for somebody, ms: what is done about it may fail. */
export const TOO_HIGH_INTERVAL = 5000;

export class Switcher {
  readonly #speakers = new SpeakerTracker();
  /** Members that send video, in the order in which they began. */
  readonly #sources = new Set<number>();
  readonly #viewers = new Map<number, Viewer>();
  /** Of sources whose parameter sets have been read. */
  readonly #formats = new Map<number, PictureFormat>();
  readonly #limits = new Map<number, ViewerLimit>();
  /** Members that are not admitted: they see the still, and nobody sees them. */
  readonly #waiting = new Set<number>();
  /** Whose content is shown. */
  #presenter: number | undefined;
  /** Where members see it. */
  readonly #views = new Map<number, ContentView>();
  /** Sources that some viewer can't be sent, and when that was told. */
  #tooHigh: Map<number, number> = new Map();
  /** It may be others now. */
  #reviewed = true;

  hear(member: number, level: number, now: number): void {
    if (this.#speakers.hear(member, level, now)) this.#choose();
  }

  addSource(member: number): void {
    if (this.#sources.has(member)) return;
    this.#sources.add(member);
    this.#assign();
  }

  /** What the member sends from now on. */
  setFormat(member: number, format: PictureFormat): void {
    const before = this.#formats.get(member);
    this.#formats.set(member, format);
    // It is told again with each keyframe.
    if (before === undefined || !sameFormat(before, format)) this.#assign();
  }

  /** What the member's device decodes; `undefined`: whatever comes. */
  setLimit(member: number, limit: ViewerLimit | undefined): void {
    if (limit === undefined) this.#limits.delete(member);
    else this.#limits.set(member, limit);
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

  get presenter(): number | undefined {
    return this.#presenter;
  }

  present(member: number | undefined): void {
    if (member === this.#presenter) return;
    this.#presenter = member;
    this.#choose();
  }

  setContentView(member: number, view: ContentView): void {
    this.#views.set(member, view);
    this.#choose();
  }

  setWaiting(member: number, waiting: boolean): void {
    if (waiting) this.#waiting.add(member);
    else this.#waiting.delete(member);
    if (waiting) this.#speakers.remove(member);
    this.#assign();
  }

  removeMember(member: number): void {
    if (this.#presenter === member) this.#presenter = undefined;
    this.#speakers.remove(member);
    this.#waiting.delete(member);
    this.#views.delete(member);
    for (const id of [member, contentOf(member)]) {
      this.#formats.delete(id);
      this.#limits.delete(id);
      this.removeSource(id);
      this.removeViewer(id);
    }
  }

  /** Sources whose pictures are too large or too fast for a viewer: at once, and again while that lasts. `again`: told before. */
  takeTooHigh(now: number): readonly { readonly source: number; readonly again: boolean }[] {
    if (!this.#reviewed) this.#review();
    this.#reviewed = true;
    return [...this.#tooHigh].flatMap(([source, toldAt]) => {
      if (now - toldAt < TOO_HIGH_INTERVAL) return [];
      this.#tooHigh.set(source, now);
      return [{ source, again: toldAt > -Infinity }];
    });
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
    this.#reviewed = false;
    this.#choose();
  }

  #choose(): void {
    for (const [member, viewer] of this.#viewers) {
      const { playing } = viewer;
      if (playing !== undefined && !this.#allows(member, playing)) viewer.lose(playing);
      viewer.watch(this.#choice(member));
    }
  }

  #choice(member: number): number | undefined {
    const shared = this.#shared(member);
    if (shared !== undefined || isContent(member)) return shared;
    const may = (source: number): boolean => source !== member && !isContent(source) && this.#allows(member, source);
    const spoke = this.#speakers.order.find((other) => this.#sources.has(other) && may(other));
    if (spoke !== undefined) return spoke;
    for (const source of this.#sources) if (may(source)) return source;
    return undefined;
  }

  /** The shared content, where this viewer is the one of its member that shows it. Who can't decode it sees the speaker. */
  #shared(viewer: number): number | undefined {
    const member = memberOf(viewer);
    const view = this.#views.get(member) ?? 'none';
    if (this.#presenter === undefined || this.#presenter === member || view !== (isContent(viewer) ? 'own' : 'main'))
      return undefined;
    const source = contentOf(this.#presenter);
    return this.#sources.has(source) && this.#allows(viewer, source) ? source : undefined;
  }

  #allows(viewer: number, source: number): boolean {
    if (this.#waits(viewer) || this.#waits(source)) return false;
    return !this.#isTooHigh(viewer, source);
  }

  #review(): void {
    // Content is never lowered for one who can't decode it.
    const tooHigh = [...this.#sources].filter(
      (source) =>
        !isContent(source) &&
        [...this.#viewers.keys()].some(
          (viewer) => viewer !== source && !isContent(viewer) && this.#isTooHigh(viewer, source),
        ),
    );
    this.#tooHigh = new Map(tooHigh.map((source) => [source, this.#tooHigh.get(source) ?? -Infinity]));
  }

  #waits(id: number): boolean {
    return this.#waiting.has(memberOf(id));
  }

  #isTooHigh(viewer: number, source: number): boolean {
    if (this.#waits(viewer) || this.#waits(source)) return false;
    const [limit, format] = [this.#limits.get(viewer), this.#formats.get(source)];
    return limit !== undefined && format !== undefined && !canDecode(limit, format);
  }
}

function sameFormat(a: PictureFormat, b: PictureFormat): boolean {
  return (
    a.profile === b.profile &&
    a.constraints === b.constraints &&
    a.width === b.width &&
    a.height === b.height &&
    a.frameRate === b.frameRate
  );
}
