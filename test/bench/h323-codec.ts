/** The ASN.1 codecs of H.323 alone, on one core: PDUs per second, each figure the best of several rounds. */
import { cpus } from 'node:os';
import {
  H323UserInformation,
  MultimediaSystemControlMessage,
  RasMessage,
  type Codec,
} from '../../gateway/h323/asn1/index.ts';
import { admissionRequest, openLogicalChannel, setup, terminalCapabilitySet } from './h323-pdus.ts';

const ROUNDS = 5;

/** Runs per second. */
function rate(run: () => unknown, milliseconds: number): number {
  for (const end = performance.now() + milliseconds; performance.now() < end;) run();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    let count = 0;
    for (; performance.now() - started < milliseconds; count += 50) for (let time = 0; time < 50; time += 1) run();
    return (count * 1000) / (performance.now() - started);
  });
  return Math.round(Math.max(...rounds));
}

function measure<Value>(
  name: string,
  codec: Codec<Value>,
  value: Value,
  milliseconds: number,
): Readonly<Record<string, number>> {
  const bytes = codec.encode(value);
  return {
    [`${name}_octets`]: bytes.length,
    [`${name}_decode_per_s`]: rate(() => codec.decode(bytes), milliseconds),
    [`${name}_encode_per_s`]: rate(() => codec.encode(value), milliseconds),
  };
}

export function benchCodecs(milliseconds = 400): Readonly<Record<string, number>> {
  return {
    ...measure('setup', H323UserInformation, setup, milliseconds),
    ...measure('tcs', MultimediaSystemControlMessage, terminalCapabilitySet, milliseconds),
    ...measure('olc', MultimediaSystemControlMessage, openLogicalChannel, milliseconds),
    ...measure('arq', RasMessage, admissionRequest, milliseconds),
  };
}

if (import.meta.main) {
  const conditions = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length };
  console.log(JSON.stringify({ bench: 'h323-codec', conditions, figures: benchCodecs() }));
}
