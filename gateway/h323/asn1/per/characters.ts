/**
 * Character strings with a fixed number of bits each (X.691 §30.5), and GeneralString, whose octets are taken as
 * Latin-1 (§30.6).
 */
import type { CharacterString, StringSchema } from '../schema.ts';
import { describe, type Coder } from './coder.ts';
import { bitsFor } from './numbers.ts';
import { readOctets, writeOctets } from './octets.ts';
import type { BitReader } from './reader.ts';
import { sizeOf, sizeReader, sizeWriter } from './sizes.ts';
import type { BitWriter } from './writer.ts';

const printable = " '()+,-./0123456789:=?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The number of different characters of a type, and the code of the greatest one. */
function alphabetOf(
  type: CharacterString,
  from: string | undefined,
): { readonly count: number; readonly greatest: number; readonly characters: string | undefined } {
  const characters =
    from ??
    {
      NumericString: ' 0123456789',
      PrintableString: printable,
      IA5String: undefined,
      BMPString: undefined,
      GeneralString: undefined,
    }[type];
  if (characters !== undefined)
    return { count: characters.length, greatest: characters.charCodeAt(characters.length - 1), characters };
  return type === 'BMPString'
    ? { count: 65_536, greatest: 65_535, characters }
    : { count: 128, greatest: 127, characters };
}

/** Reads and writes one character. */
interface Character {
  readonly bits: number;
  readonly toCode: (reader: BitReader, value: number) => number;
  readonly fromCode: (writer: BitWriter, code: number) => number;
}

export function characterString({ is, min, max, from }: StringSchema & { readonly is: CharacterString }): Coder {
  if (is === 'GeneralString') return generalString;
  const character = characterOf(is, from);
  const size = sizeOf({ ...(min !== undefined && { min }), ...(max !== undefined && { max }) });
  // Short strings are not aligned (§30.5.6, §30.5.7).
  const longest = (size.max ?? Number.POSITIVE_INFINITY) * character.bits;
  const aligned = size.fixed ? longest > 16 : longest >= 16;
  const read = sizeReader(size);
  const write = sizeWriter(size, max);
  return {
    decode: (reader) => {
      let text = '';
      read(reader, (count) => (text += readCharacters(reader, count, character, aligned)));
      return text;
    },
    encode: (writer, value) => {
      if (typeof value !== 'string') throw writer.fault(`${describe(value)} is not a string`);
      write(writer, value.length, (start, end) => writeCharacters(writer, value, start, end, character, aligned));
    },
  };
}

/**
 * Rounds the bits up to a power of two (§30.5.2); characters are renumbered only if their codes need more bits
 * (§30.5.4).
 */
function characterOf(type: CharacterString, from: string | undefined): Character {
  const { count, greatest, characters } = alphabetOf(type, from);
  const bits = 2 ** Math.ceil(Math.log2(bitsFor(count)));
  const refuse = (writer: BitWriter, code: number): never => {
    throw writer.fault(`${JSON.stringify(String.fromCharCode(code))} is not in its alphabet`);
  };
  const known = (code: number): boolean =>
    characters === undefined ? code <= greatest : characters.includes(String.fromCharCode(code));
  if (greatest < 2 ** bits) {
    // Decoding accepts characters outside the alphabet: devices send UTF-8 and Latin-1 in IA5String.
    return {
      bits,
      toCode: (_reader, value) => value,
      fromCode: (writer, code) => (known(code) ? code : refuse(writer, code)),
    };
  }
  const codes = [...(characters ?? '')].map((one) => one.charCodeAt(0));
  return {
    bits,
    toCode: (reader, value) => {
      const code = codes[value];
      if (code === undefined) throw reader.fault('malformed', `character ${value} of an alphabet of ${codes.length}`);
      return code;
    },
    fromCode: (writer, code) => (known(code) ? codes.indexOf(code) : refuse(writer, code)),
  };
}

function readCharacters(reader: BitReader, count: number, { bits, toCode }: Character, aligned: boolean): string {
  if (count === 0) return '';
  if (aligned) reader.align();
  if (count * bits > reader.remainingBits) throw reader.short(count * bits);
  let text = '';
  for (let left = count; left > 0; left -= 1) text += String.fromCharCode(toCode(reader, reader.bits(bits)));
  return text;
}

function writeCharacters(
  writer: BitWriter,
  text: string,
  from: number,
  to: number,
  { bits, fromCode }: Character,
  aligned: boolean,
): void {
  if (to === from) return;
  if (aligned) writer.align();
  for (let at = from; at < to; at += 1) writer.bits(fromCode(writer, text.charCodeAt(at)), bits);
}

const generalString: Coder = {
  decode: (reader) => Buffer.from(readOctets(reader)).toString('latin1'),
  encode: (writer, value) => {
    if (typeof value !== 'string') throw writer.fault(`${describe(value)} is not a string`);
    const bytes = new Uint8Array(Buffer.from(value, 'latin1'));
    if (bytes.some((byte, at) => byte !== value.charCodeAt(at))) throw writer.fault('a character is outside Latin-1');
    writeOctets(writer, bytes);
  },
};
