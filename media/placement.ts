/** The choice of the media worker for a new bridge. Pure. */

export interface Candidate {
  readonly isReady: boolean;
  readonly members: number;
  readonly bridges: number;
}

/** The ready worker with the fewest members; among equals the one with the fewest bridges. */
export function leastLoaded<T extends Candidate>(workers: readonly T[]): T | undefined {
  return workers.filter(({ isReady }) => isReady).toSorted((a, b) => a.members - b.members || a.bridges - b.bridges)[0];
}
