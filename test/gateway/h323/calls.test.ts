import { describe, expect, it } from 'vitest';
import type { Shape } from '../../fakes/h323-room.ts';
import { Harness } from './harness.ts';

const SHAPES: readonly Shape[] = ['fast', 'fast tunnelled', 'tunnelled', 'tunnelled from SETUP', 'separate', 'early'];

async function call(shape: Shape) {
  const harness = new Harness();
  await harness.endpoint.listen();
  const room = harness.room({ shape });
  await harness.pass(100);
  return { harness, room };
}

describe.each(SHAPES)('a call with media %s', (shape) => {
  it('is answered, and media is agreed in both directions', async () => {
    const { harness, room } = await call(shape);
    expect(harness.faults).toEqual([]);
    expect(harness.facts.filter(({ type }) => type === 'badMessage')).toEqual([]);
    expect(room.log.slice(0, 1)).toEqual(['callProceeding']);
    expect(harness.told()).toContain('established');
    room.hangUp();
    await harness.pass(100);
    expect(harness.told().at(-1)).toBe('ended');
    expect(harness.endpoint.stats()).toEqual({ connections: 0, calls: 0, h245Listeners: 0 });
  });
});
