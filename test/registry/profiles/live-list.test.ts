import { expect, it } from 'vitest';
import { ListError, readCompatibleList, type CompatibleList } from '../../../registry/profiles/list.ts';
import { LiveList, type Version } from '../../../registry/profiles/live-list.ts';

const shipped = readCompatibleList(new URL('../../../config/compatible-vtc.json', import.meta.url));
const named = (model: string): CompatibleList => ({ ...shipped, default: { ...shipped.default, model } });

function open() {
  const state = {
    time: 0,
    stored: undefined as Version | undefined,
    asked: [] as number[],
    broken: undefined as Error | undefined,
  };
  const list = new LiveList({
    shipped,
    now: () => state.time,
    load: async (after) => {
      state.asked.push(after);
      if (state.broken) throw state.broken;
      return state.stored !== undefined && state.stored.version > after ? state.stored : undefined;
    },
  });
  return { state, list, model: () => list.lookup({ protocol: 'sip' }).model };
}

it('a list imported here is used by the next look-up', () => {
  const { list, model } = open();
  list.use({ version: 1, list: named('one') });
  expect([model(), list.current.version]).toEqual(['one', 1]);
  list.use({ version: 1, list: named('late') });
  expect(model()).toBe('one');
});

it('a list imported elsewhere is found, with one query per second', async () => {
  const { state, list, model } = open();
  await Promise.all([list.refresh(), list.refresh()]);
  state.stored = { version: 3, list: named('three') };
  state.time = 999;
  await list.refresh();
  expect([model(), state.asked]).toEqual(['other', [0]]);
  state.time = 1000;
  await Promise.all([list.refresh(), list.refresh(), list.refresh()]);
  expect([model(), state.asked]).toEqual(['three', [0, 0]]);
  state.time = 2000;
  await list.refresh();
  expect(state.asked).toEqual([0, 0, 3]);
});

it('a database that does not answer leaves the list unchanged, and is queried again', async () => {
  const { state, list, model } = open();
  state.broken = new Error('no database');
  await expect(list.refresh()).rejects.toThrow('no database');
  expect(model()).toBe('other');
  state.broken = undefined;
  state.stored = { version: 1, list: named('one') };
  state.time = 1000;
  await list.refresh();
  expect(model()).toBe('one');
});

it('a list of a newer gateway is ignored', async () => {
  const { state, list, model } = open();
  state.broken = new ListError([]);
  await list.refresh();
  expect(model()).toBe('other');
});
