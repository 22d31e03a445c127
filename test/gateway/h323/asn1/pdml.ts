/** Dissects a capture with tshark (`-T pdml`) into trees of fields. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pcap, type Packet } from './pcap.ts';

export interface Field {
  /** `h225.mc`; empty for an item of a list. */
  readonly name: string;
  /** The text printed by tshark, without the picture of the bits: `mc: True`. */
  readonly label: string;
  readonly show: string;
  /** The octets, in hexadecimal. */
  readonly value: string;
  readonly fields: readonly Field[];
}

/** H.245 on its own connection is recognised by this port; there is no well-known one. */
export const H245_PORT = 1721;

/** One list of protocols for each packet. */
export function dissect(packets: readonly Packet[]): readonly (readonly Field[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'roomgate-tshark-'));
  try {
    const file = join(folder, 'messages.pcap');
    writeFileSync(file, pcap(packets));
    const options = ['-r', file, '-d', `tcp.port==${H245_PORT},h245`, '-T', 'pdml', '-o', 'tcp.check_checksum:FALSE'];
    const xml = execFileSync('tshark', options, {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return xml.split('<packet>').slice(1).map(parse);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Open extends Field {
  readonly fields: Field[];
}

/** PDML has one tag per line, and quoted attributes. */
function parse(xml: string): readonly Field[] {
  const top: Field[] = [];
  const open: Open[] = [];
  for (const [, closing, attributes = '', empty] of xml.matchAll(
    /<(\/?)(?:proto|field)\b((?:\s+\w+="[^"]*")*)\s*(\/?)>/g,
  )) {
    if (closing === '/') {
      open.pop();
      continue;
    }
    const field = fieldOf(attributes);
    (open.at(-1)?.fields ?? top).push(field);
    if (empty !== '/') open.push(field);
  }
  return top;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function fieldOf(text: string): Open {
  const attributes = Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/&(\w+);/g, (_all, entity: string) => ENTITIES[entity] ?? ''),
    ]),
  );
  const { name = '', showname = '', show = '', value = '' } = attributes;
  return {
    name,
    label: (showname === '' ? show : showname).replace(/^[01.]{4}[01. ]*\s(?:= )?/, ''),
    show,
    value,
    fields: [],
  };
}

/** All fields in order, parents first. */
export function* everyField(fields: readonly Field[]): Generator<Field> {
  for (const field of fields) {
    yield field;
    yield* everyField(field.fields);
  }
}
