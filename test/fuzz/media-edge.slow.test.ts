import { beforeAll, expect, test } from 'vitest';
import { loadOpus } from '../../media/audio/opus.ts';
import { runDevice } from './media-edge.ts';

beforeAll(async () => loadOpus());

test.each(Array.from({ length: 12 }, (_, i) => i + 1))(
  'a device that sends arbitrary packets does no harm, and is heard and seen once it behaves: seed %i',
  (seed) => {
    const { level, keyframes } = runDevice(seed, 2000);
    expect(level).toBeGreaterThan(0.85);
    expect(keyframes).toBeGreaterThan(20);
  },
);
