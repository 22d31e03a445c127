/** tshark reads whole calls of each shape without a complaint, and names their messages as we do. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dissect, everyField, H245_PORT, type Field } from './asn1/pdml.ts';
import { fileOf, parse, SHAPES, type Line } from './transcript.ts';

const PORTS = { h225: 1720, h245: H245_PORT, ras: 1719 } as const;
/** The fields that name a message. */
const NAMES = /^h225\.(?:RasMessage|h323_message_body)$|^h245\.(?:request|response|command|indication)$/;

const complaints = (fields: readonly Field[]): readonly string[] =>
  [...everyField(fields)]
    .filter(({ name }) => name === '_ws.malformed' || name === '_ws.expert')
    .map(({ label }) => label);

/** The alternatives of the CHOICEs that name messages; Q.931's names and ours in lower case. */
const named = (fields: readonly Field[]): readonly string[] =>
  [...everyField(fields)]
    .filter(({ name }) => NAMES.test(name))
    .map(({ label }) => label.replace(/^.*: (\S+).*$/, '$1'));

function expected({ over, message }: Line): readonly string[] {
  const [, outer = '', inner = ''] = /^([^[]*)(?:\[(.*)\])?$/.exec(message) ?? [];
  return over === 'h225' ? inner.split(', ').filter((name) => name !== '') : [outer];
}

describe('tshark and we agree on', () => {
  it.each([...SHAPES, 'ras'])('a call %s', (shape) => {
    const lines = parse(readFileSync(fileOf(shape), 'utf8'));
    const packets = dissect(
      lines.map(({ over, octets }) => ({
        transport: over === 'ras' ? 'udp' : 'tcp',
        port: PORTS[over],
        payload: octets,
      })),
    );
    expect(packets).toHaveLength(lines.length);
    for (const [index, line] of lines.entries()) {
      const fields = packets[index] ?? [];
      expect(complaints(fields), line.message).toEqual([]);
      expect(named(fields), line.message).toEqual(expect.arrayContaining([...expected(line)]));
    }
  });
});
