import { beforeAll, expect, test } from 'vitest';
import { loadOpus } from '../../media/audio/opus.ts';
import { runDevice } from './media-edge.ts';

beforeAll(async () => loadOpus());

test('a device that sends arbitrary packets does no harm, and is heard and seen once it behaves: 300 seeds', () => {
  for (let seed = 100; seed < 400; seed++) {
    const { level, keyframes } = runDevice(seed, 4000);
    expect([seed, level > 0.85, keyframes > 20]).toEqual([seed, true, true]);
  }
});
