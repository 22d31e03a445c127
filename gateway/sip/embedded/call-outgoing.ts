import type { Envelope } from './envelope.ts';

export interface OutgoingSetup {
  owns(envelope: Envelope): boolean;
  end(reason: string | undefined): boolean;
}
