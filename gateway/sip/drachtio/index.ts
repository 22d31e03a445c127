import type { SipAddress, SipCallHandler, SipEdge } from '../edge.ts';
import { EmbeddedEdge } from '../stack/edge.ts';
import { DrachtioLayer } from './drachtio-layer.ts';
import type { DrachtioEdgeOptions } from './options.ts';

export type { DrachtioConnections, DrachtioEdgeOptions, ServerAddress } from './options.ts';

/** The user agent of the embedded edge, with transactions and transports by drachtio-server. */
class DrachtioEdge extends EmbeddedEdge {
  readonly #drop: () => void;

  constructor(options: DrachtioEdgeOptions) {
    const { rateLimit, ...rest } = options;
    const holder: { layer?: DrachtioLayer } = {};
    // Dropping silently is not possible here: drachtio-server has already sent 100.
    const limited = rateLimit === undefined ? {} : { rateLimit: { ...rateLimit, silentDrop: false } };
    super({ ...rest, ...limited, listeners: [] }, (host) => (holder.layer = new DrachtioLayer(options, host)));
    this.#drop = () => holder.layer?.drop();
  }

  override listen(handler: SipCallHandler): Promise<readonly SipAddress[]> {
    return super.listen({
      onInvite: (call) => handler.onInvite(call),
      onRegister: (request) => handler.onRegister(request),
      ...(handler.screen !== undefined && {
        screen: (request) => {
          const verdict = handler.screen?.(request) ?? 'take';
          if (verdict === 'drop') this.#drop();
          return verdict;
        },
      }),
    });
  }
}

/** drachtio-server behind the `SipEdge` port. Connects only when `listen` is called. */
export function createDrachtioEdge(options: DrachtioEdgeOptions): SipEdge {
  return new DrachtioEdge(options);
}
