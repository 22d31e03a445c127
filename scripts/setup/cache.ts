import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder outside the checkout for files that take long to make. */
export const cacheFolder = (): string =>
  process.env['ROOMGATE_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'roomgate');
