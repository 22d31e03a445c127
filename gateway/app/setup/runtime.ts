/** Facts about this machine. */
import { availableParallelism } from 'node:os';
import type { Config } from '../../../config/schema.ts';

/** Number of media workers; by default one core is kept for signalling. */
export const mediaWorkers = ({ media }: Config): number => media.workers || Math.max(1, availableParallelism() - 1);
