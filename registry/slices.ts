/** Long work in slices, so that calls on the same thread wait for none of it. */
import { setImmediate } from 'node:timers/promises';

/** ms of work at a stretch. */
const SLICE = 4;

/** Runs a generator to its end; `onStep` is told how often it has yielded, now and then and at the end. */
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

/** The same at once. */
export function finished<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
