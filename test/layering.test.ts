/** The dependency rules of the README, as a test. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const FOLDERS = ['base', 'config', 'gateway', 'media', 'registry'];

interface Import {
  readonly from: string;
  /** A file of the project, relative to its root; or a package. */
  readonly to: string;
  readonly internal: boolean;
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

const IMPORT =
  /^(?:import|export)\s+(type\s+)?(?:((?:[\w$]+\s*,\s*)?(?:\{[^}]*\}|\*(?:\s+as\s+[\w$]+)?)|[\w$]+)\s+from\s+)?['"]([^'"]+)['"]/gm;

/** `import { type A, type B } from` imports no value either. */
const onlyTypes = (names: string): boolean => {
  const inner = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  return inner !== undefined && inner.split(',').every((name) => name.trim() === '' || /^type\s/.test(name.trim()));
};

function importsOf(file: string): Import[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, type, names = '', target = '']) => {
    const internal = target.startsWith('.');
    return {
      from: relative(root, file),
      to: internal
        ? relative(root, resolve(dirname(file), target))
        : target.startsWith('node:')
          ? target
          : target
              .split('/')
              .slice(0, target.startsWith('@') ? 2 : 1)
              .join('/'),
      internal,
      typeOnly: type !== undefined || onlyTypes(names),
    };
  });
}

const imports = FOLDERS.flatMap((folder) => filesBelow(join(root, folder))).flatMap(importsOf);
const internal = imports.filter((entry) => entry.internal);
const shown = (list: readonly Import[]): string[] => list.map(({ from, to }) => `${from} -> ${to}`);
const within = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

describe('dependency rules', () => {
  it('are checked on all the imports there are', () => expect(internal.length).toBeGreaterThan(200));

  it('base imports nothing of the project', () => {
    expect(shown(internal.filter(({ from, to }) => within(from, 'base') && !within(to, 'base')))).toEqual([]);
  });

  it('media and registry import themselves and base only', () => {
    const bad = internal.filter(({ from, to }) =>
      ['media', 'registry'].some((own) => within(from, own) && !within(to, own) && !within(to, 'base')),
    );
    expect(shown(bad)).toEqual([]);
  });

  it('the gateway reaches media and registry only through their ports', () => {
    const bad = internal.filter(
      ({ from, to }) =>
        within(from, 'gateway') &&
        (within(to, 'media') || within(to, 'registry')) &&
        !/^(media|registry)\/(index|port)\.ts$/.test(to),
    );
    expect(shown(bad)).toEqual([]);
  });

  it('the core imports itself, pure parts of base, and the types of the two ports', () => {
    const pure = /^base\/(clock|errors|machine|secret)\.ts$/;
    const bad = imports.filter(
      ({ from, to, typeOnly }) =>
        within(from, 'gateway/core') &&
        !within(to, 'gateway/core') &&
        !pure.test(to) &&
        !(typeOnly && /^(media|registry)\/port\.ts$/.test(to)),
    );
    expect(shown(bad)).toEqual([]);
  });

  it('the protocols of calls never import each other', () => {
    const legs = ['gateway/sip', 'gateway/h323', 'gateway/browser'];
    const bad = internal.filter(({ from, to }) =>
      legs.some((leg) => within(from, leg) && legs.some((other) => other !== leg && within(to, other))),
    );
    expect(shown(bad)).toEqual([]);
  });

  it('sockets live in their homes', () => {
    const sockets = new Set(['node:dgram', 'node:net', 'node:tls', 'node:http', 'node:https', 'ws']);
    // Worker threads count too: their messages are the network of the media plane.
    const home =
      /^base\/udp\.ts$|^gateway\/net\/|^media\/sfu\/|^gateway\/(bfcp|h323|sip)\/(.*\/)?transport-[a-z]+\.ts$|^gateway\/cli\/check\/client-/;
    // Functions such as isIP of node:net are pure.
    const pure = new Set(
      imports.filter(
        ({ from, to }) => to === 'node:net' && /import \{[^}]*\bisIP/.test(readFileSync(join(root, from), 'utf8')),
      ),
    );
    const bad = imports.filter(
      (entry) => sockets.has(entry.to) && !entry.typeOnly && !home.test(entry.from) && !pure.has(entry),
    );
    expect(shown(bad)).toEqual([]);
  });

  it('each package has one home folder', () => {
    const homes: Readonly<Record<string, RegExp>> = {
      'better-sqlite3': /^registry\/sql\//,
      'drachtio-srf': /^gateway\/sip\/drachtio\//,
      fastify: /^registry\/http\/|\.routes\.ts$|^gateway\/compose\/gateway\.ts$/,
      jose: /^registry\/http\/tokens\.ts$/,
      kysely: /^registry\/sql\//,
      'libopus-wasm': /^media\/audio\/opus\.ts$/,
      mediasoup: /^media\/sfu\//,
      pg: /^registry\/sql\//,
      pino: /^gateway\/main\.ts$/,
      'prom-client': /^gateway\/app\//,
      'sdp-transform': /^gateway\/sdp\//,
      selfsigned: /^gateway\/app\/setup\/certificate\.ts$/,
      typebox: /^registry\/|^config\/|\.operations\.ts$/,
      ws: /^gateway\/sip\/stack\/transport\//,
      yaml: /^config\//,
    };
    const packages = imports.filter(({ to, internal: own, typeOnly }) => !own && !to.startsWith('node:') && !typeOnly);
    expect(shown(packages.filter(({ from, to }) => homes[to]?.test(from) !== true))).toEqual([]);
  });

  it('only the configuration loader reads the environment', () => {
    const readers = FOLDERS.flatMap((folder) => filesBelow(join(root, folder)))
      .filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(root, file));
    expect(readers).toEqual(['config/load.ts']);
  });

  it('only main ends the process', () => {
    const enders = FOLDERS.flatMap((folder) => filesBelow(join(root, folder)))
      .filter((file) => /process\.exit\(/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(root, file));
    expect(enders).toEqual(['gateway/main.ts']);
  });

  it('no file imports itself in a circle, not even for its types', () => {
    const graph = Map.groupBy(internal, ({ from }) => from);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) return void circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file)) return;
      for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('a file is short enough to be read', () => {
    const long = FOLDERS.flatMap((folder) => filesBelow(join(root, folder)))
      .map((file) => [relative(root, file), readFileSync(file, 'utf8').split('\n').length] as const)
      // Files made by scripts/asn1 are not meant to be read.
      .filter(([path, lines]) => lines > 400 && !within(path, 'gateway/h323/asn1/generated'));
    expect(long).toEqual([]);
  });
});
