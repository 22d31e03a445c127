/** Runs long work in slices, so that calls on the same thread are not delayed. */
import { setImmediate } from 'node:timers/promises';

/** ms of uninterrupted work. */
const SLICE = 4;

/** Runs a generator to its end; `onStep` receives the number of yields so far, at intervals and at the end. */
export async function inSlices<T>(
  work: Generator<void, T>,
  onStep: (steps: number) => void = () => undefined,
): Promise<T> {
  let until = performance.now() + SLICE;
  for (let steps = 0; ; steps++) {
    const { done, value } = work.next();
    if (done === true) {
      onStep(steps);
      return value;
    }
    if (performance.now() < until) continue;
    onStep(steps);
    await setImmediate();
    until = performance.now() + SLICE;
  }
}

/** The same without slices. */
export function finished<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
