/** The objects that the parts of a gateway share. */
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import type { MediaPlane, Relay } from '../../media/port.ts';
import type { OpenRegistry } from '../../registry/index.ts';
import type { Prompts } from '../app/meeting/meetings.ts';
import type { Events } from '../app/observe/events.ts';
import type { Metrics } from '../app/observe/metrics.ts';
import type { boundAddresses } from '../app/setup/addresses.ts';
import type { TlsSide } from './tls.ts';

/** The objects shared by signalling, API and shutdown. */
export interface Parts {
  readonly config: Config;
  readonly opened: OpenRegistry;
  readonly plane: MediaPlane;
  readonly relay: Relay | undefined;
  readonly prompts: Prompts;
  readonly metrics: Metrics;
  readonly events: Events;
  readonly log: Logger;
  readonly bound: ReturnType<typeof boundAddresses>;
  readonly isOurs: (host: string) => boolean;
  readonly realm: string;
  readonly tls: TlsSide;
}
