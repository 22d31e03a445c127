/** Several rtpengines as one relay. */
import { Instance, type InstanceOptions } from './instance.ts';
import { chooseInstance, type InstanceAddress } from './instances.ts';
import type { MessageOptions } from './message.ts';
import type { Relay } from './port.ts';
import { Session } from './session.ts';

export interface RelayOptions extends InstanceOptions, MessageOptions {
  readonly instances: readonly InstanceAddress[];
  /** ms that a call may wait for an instance after losing its own. */
  readonly moveTimeout: number;
  /** 0..1, uniform. */
  readonly chance: () => number;
  /** Returns a name that no call of any gateway at these instances has had. */
  readonly newId: () => string;
}

/** Resolves once the state of each instance is known; possibly none is up. */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const waiting = new Set<(up: boolean) => void>();
  const tell = (up: boolean): void => waiting.forEach((told) => told(up));
  const instances = options.instances.map((address) => new Instance(address, { ...options, onUp: () => tell(true) }));
  const sessions = new Set<Session>();
  const { transcode, interfaces, newId, chance } = options;
  const choose = (tried: ReadonlySet<Instance>): Instance | undefined =>
    chooseInstance(
      instances.filter((instance) => instance.up && !tried.has(instance)),
      chance(),
    );
  const anyUp = async (): Promise<boolean> => {
    if (choose(new Set()) !== undefined) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = options.clock.after(options.moveTimeout, () => resolve(false));
    waiting.add(resolve);
    return promise.finally(() => {
      timer.cancel();
      waiting.delete(resolve);
    });
  };
  await Promise.all(instances.map((instance) => instance.start()));
  const close = async (): Promise<void> => {
    tell(false);
    for (const session of sessions) session.close();
    await Promise.all(instances.map((instance) => instance.settled()));
    for (const instance of instances) instance.close();
  };
  let closed: Promise<void> | undefined;
  return {
    openSession: () => {
      const session = new Session({
        transcode,
        ...(interfaces && { interfaces }),
        newId,
        choose,
        anyUp,
        onClosed: (ended) => void sessions.delete(ended),
      });
      sessions.add(session);
      return session;
    },
    stats: () => instances.map(({ name, up, sessions: held }) => ({ instance: name, up, sessions: held.size })),
    close: () => (closed ??= close()),
  };
}
