/**
 * Decides which member each viewer of a bridge sees: the most recent speaker other than itself, among those whose
 * video its device can decode; a viewer keeps its picture while the choice is as good. Shared content goes to the
 * other members' content viewers, or into their main video. Pure.
 */
import { SpeakerTracker } from './speaker.ts';
import type { PictureFormat } from './sps.ts';
import { Viewer } from './viewer.ts';
import { canDecode } from './viewable.ts';
import type { ViewerLimit } from './viewable.ts';
import type { ContentView } from '../port.ts';

/** A member's main video has the member's number, its content the negative one. */
export const contentOf = (member: number): number => -member;
export const isContent = (id: number): boolean => id < 0;
export const memberOf = (id: number): number => Math.abs(id);

/** How often a source is reported as too high for a viewer, ms: the remedy may fail. */
export const TOO_HIGH_INTERVAL = 5000;

export class Switcher {
  readonly #speakers = new SpeakerTracker();
  /** Members that send video, in the order in which they started. */
  readonly #sources = new Set<number>();
  readonly #viewers = new Map<number, Viewer>();
  /** Formats of the sources whose parameter sets have been read. */
  readonly #formats = new Map<number, PictureFormat>();
  readonly #limits = new Map<number, ViewerLimit>();
  /** Members that are not admitted: they see the still, and no other member sees them. */
  readonly #waiting = new Set<number>();
  /** The member whose content is shown. */
  #presenter: number | undefined;
  /** Each member's view of the shared content. */
  readonly #views = new Map<number, ContentView>();
  /** Sources that some viewer cannot be sent, and when that was last reported. */
  #tooHigh: Map<number, number> = new Map();
  /** False if `#tooHigh` must be recomputed. */
  #reviewed = true;

  hear(member: number, level: number, now: number): void {
    if (this.#speakers.hear(member, level, now)) this.#choose();
  }

  addSource(member: number): void {
    if (this.#sources.has(member)) return;
    this.#sources.add(member);
    this.#assign();
  }

  /** The format of the member's video from now on. */
  setFormat(member: number, format: PictureFormat): void {
    const before = this.#formats.get(member);
    this.#formats.set(member, format);
    // The format is repeated with each keyframe.
    if (before === undefined || !sameFormat(before, format)) this.#assign();
  }

  /** The limit of what the member's device decodes; `undefined`: no limit. */
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

  /**
   * Sources whose pictures are too large or too fast for a viewer: reported at once, and again while that lasts.
   * `again`: reported before.
   */
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

  /**
   * The shared content, if this is the viewer that shows it to its member. A device that cannot decode it sees the
   * speaker.
   */
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
    // Content is never reduced for a device that cannot decode it.
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
