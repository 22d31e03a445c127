import { homedir } from 'node:os';
import { join } from 'node:path';

/** What takes long to make is kept here, outside of the checkout. */
export const cacheFolder = (): string =>
  process.env['ROOMGATE_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'roomgate');
