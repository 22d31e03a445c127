import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  resolved?: string;
}

const LOCKED = (JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, LockedPackage> })
  .packages;

/** Whether npm finds `name` from the package at `path`, in its own `node_modules` or in one above it. */
function isLocked(path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (LOCKED[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

describe('package-lock.json', () => {
  it('holds every dependency that its packages name, on every platform: npm ci refuses it otherwise', () => {
    const missing = Object.entries(LOCKED).flatMap(([path, locked]) =>
      Object.keys({ ...locked.dependencies, ...locked.optionalDependencies, ...locked.devDependencies })
        .filter((name) => !isLocked(path, name))
        .map((name) => `${name}, needed by ${path === '' ? 'this project' : path}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry, so that any registry can serve it', () => {
    expect(Object.values(LOCKED).flatMap((locked) => locked.resolved ?? [])).toEqual([]);
  });
});
