/** SEQUENCE (X.691 §19). */
import { describe, type Coder } from './coder.ts';
import { hasAdditions, readAdditions, writeAdditions, type Named } from './additions.ts';
import { within } from './error.ts';

export interface RootComponent extends Named {
  readonly optional: boolean;
}

/** `additions` undefined: not extensible. An absent component is an absent key, in both directions. */
export function sequence(root: readonly RootComponent[], additions: readonly Named[] | undefined): Coder {
  const optionals = root.filter(({ optional }) => optional);
  // The component's position in the preamble's bitmap, or -1.
  const places = root.map((component) => optionals.indexOf(component));
  const names = root.map(({ name }) => name);
  const coders = root.map(({ coder }) => coder);
  const count = root.length;
  return {
    decode: (reader) => {
      const value: Record<PropertyKey, unknown> = {};
      reader.enter();
      const extended = additions !== undefined && reader.bit() === 1;
      const bitmap = reader.bitmap(optionals.length);
      let at = 0;
      try {
        for (; at < count; at += 1) {
          const place = places[at] as number;
          if (place >= 0 && !reader.bitAt(bitmap + place)) continue;
          value[names[at] as string] = (coders[at] as Coder).decode(reader);
        }
      } catch (fault) {
        throw within(fault, names[at]);
      }
      if (extended) readAdditions(reader, additions, value);
      reader.leave();
      return value;
    },
    encode: (writer, given) => {
      if (typeof given !== 'object' || given === null) throw writer.fault(`${describe(given)} is not an object`);
      const value = given as Record<PropertyKey, unknown>;
      writer.enter();
      const extended = additions !== undefined && hasAdditions(additions, value);
      if (additions !== undefined) writer.bit(extended);
      for (const { name } of optionals) writer.bit(value[name] !== undefined);
      let at = 0;
      try {
        for (; at < count; at += 1) {
          const component = value[names[at] as string];
          if (component !== undefined) (coders[at] as Coder).encode(writer, component);
          else if ((places[at] as number) < 0) throw writer.fault('the component is missing');
        }
      } catch (fault) {
        throw within(fault, names[at]);
      }
      if (extended) writeAdditions(writer, additions, value);
      writer.leave();
    },
  };
}
