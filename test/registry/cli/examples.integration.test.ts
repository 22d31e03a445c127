/** Every example of the help works as described. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../../../registry/cli/command.ts';
import { GROUPS } from '../../../registry/cli/commands/index.ts';
import { openWorld, type World } from './fixture.ts';

const commands = GROUPS.flatMap((group) =>
  group.commands.map((command) => [`${group.noun} ${command.verb}`, group, command] as const),
);
const examples = commands.flatMap(([name, , command]) =>
  command.examples.map((example) => [example, name, command] as const),
);

/** Splits a line as a shell would: words, quotation marks, and a redirection. */
function shellWords(line: string): { readonly args: readonly string[]; readonly into: string | undefined } {
  const words = [...line.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
  const at = words.indexOf('>');
  return at === -1 ? { args: words, into: undefined } : { args: words.slice(0, at), into: words[at + 1] };
}

const EXPECTED =
  /^(?:The (?:passwords?|PINs?|key) (?:is|are) shown only this once: note (?:it|them) now\.|Not shown for lack of space: .*)\n/gm;

/** Replaces the example's ids by those of the test, and creates the files that it reads. */
async function prepared(example: string, world: World): Promise<string> {
  for (const [file, flags] of [
    ['list.json', []],
    ['list.csv', ['--csv']],
  ] as const)
    writeFileSync(join(world.folder, file), (await world.run(['profile', 'export', ...flags])).out);
  const job = example.includes(' job ')
    ? String((await world.json('device', 'import-job', 'Example Ltd', 'rooms.csv'))['id'])
    : '';
  const ids = { ...world.ids, job };
  return (Object.keys(EXAMPLE) as (keyof typeof EXAMPLE)[]).reduce(
    (text, name) => text.replaceAll(EXAMPLE[name], ids[name]),
    example,
  );
}

describe('examples of the help', () => {
  it.each(examples)('%s', async (example, name, command) => {
    await using world = await openWorld();
    const {
      args: [program, ...args],
      into,
    } = shellWords(await prepared(example, world));
    expect([program, args.slice(0, 2).join(' ')]).toEqual(['roomgate', name]);
    const { code, out, err } = await world.run(args, { columns: into === undefined ? 120 : undefined });
    expect({ code, err: err.replaceAll(EXPECTED, '') }).toEqual({ code: 0, err: '' });
    expect(out).not.toBe('');
    if (command.once !== undefined && !args.includes('--dry-run')) expect(err).toContain('shown only this once');
  });
});
