/** SEQUENCE OF and SET OF (X.691 §20, §22). */
import type { ListSchema } from '../schema.ts';
import { describe, type Coder } from './coder.ts';
import { within } from './error.ts';
import type { BitReader } from './reader.ts';
import { sizeOf, sizeReader, sizeWriter } from './sizes.ts';

export function list(schema: Pick<ListSchema, 'min' | 'max'>, item: Coder): Coder {
  const size = sizeOf(schema);
  const read = sizeReader(size);
  const write = sizeWriter(size, schema.max);
  return {
    decode: (reader) => {
      const items: unknown[] = [];
      reader.enter();
      read(reader, (count) => readItems(reader, count, item, items));
      reader.leave();
      return items;
    },
    encode: (writer, value) => {
      if (!Array.isArray(value)) throw writer.fault(`${describe(value)} is not an array`);
      writer.enter();
      write(writer, value.length, (from, to) => {
        let at = from;
        try {
          for (; at < to; at += 1) item.encode(writer, value[at]);
        } catch (fault) {
          throw within(fault, at);
        }
      });
      writer.leave();
    },
  };
}

function readItems(reader: BitReader, count: number, item: Coder, items: unknown[]): void {
  try {
    for (let left = count; left > 0; left -= 1) {
      const before = reader.remainingBits;
      items.push(item.decode(reader));
      if (reader.remainingBits === before) reader.countFreeItem();
    }
  } catch (fault) {
    throw within(fault, items.length);
  }
}
