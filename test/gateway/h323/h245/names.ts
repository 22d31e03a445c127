/** The effects of a procedure's step in short words: messages by their ASN.1 names, timers, notices. */
import type { Effect, Message } from '../../../../gateway/h323/h245/message.ts';
import { nameOf } from '../../../fakes/h323-room.ts';

export function words(effects: readonly Effect<{ readonly type: string }>[]): readonly string[] {
  return effects.map((effect) => {
    if (effect.type === 'send') return nameOf(effect.message);
    return effect.type === 'notice' ? effect.notice.type : effect.type;
  });
}

export const sent = (effects: readonly Effect<unknown>[]): readonly Message[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
