/** Compares the encoded values with those that tshark shows, field by field, guided by the schema. */
import type { Alternative, Component, ModuleSchema, TypeSchema } from '../../../../gateway/h323/asn1/schema.ts';
import type { BitString } from '../../../../gateway/h323/asn1/index.ts';
import type { Field } from './pdml.ts';

type Modules = Readonly<Record<string, ModuleSchema>>;

/** Fields whose name in tshark differs by more than double letters (Tunneling and Tunnelling). */
const SPELLING: Readonly<Record<string, string>> = {
  nonStandard: 'nonStandardData',
  releaseCompleteReason: 'reason',
  audioData: 'audioMode',
};
const plainly = (name: string): string => name.replaceAll('ll', 'l');

/** The differences, and the number of compared values. */
export class Agreement {
  readonly differences: string[] = [];
  compared = 0;
  readonly #modules: Modules;

  constructor(modules: Modules) {
    this.#modules = modules;
  }

  /** `field` is tshark's view of the whole value. */
  value(path: string, module: string, type: TypeSchema, value: unknown, field: Field): void {
    if (typeof type === 'string') {
      const [owner = '', name] = type.split(':');
      const named = name === undefined ? this.#modules[module]?.[type] : this.#modules[owner]?.[name];
      if (named === undefined) return this.#scalar(path, type, value, field);
      return this.value(path, name === undefined ? module : owner, named, value, field);
    }
    switch (type.is) {
      case 'SEQUENCE':
        return this.#sequence(
          path,
          module,
          [...type.of, ...(type.more ?? [])],
          value as Readonly<Record<string, unknown>>,
          field,
        );
      case 'CHOICE':
        return this.#choice(
          path,
          module,
          [...type.of, ...(type.more ?? [])],
          value as Readonly<Record<string, unknown>>,
          field,
        );
      case 'LIST':
        return this.#list(path, module, type.of, value as readonly unknown[], field);
      case 'ENUMERATED':
        return this.#expect(path, field, type.of.indexOf(value as string), Number(field.show));
      default:
        return this.#scalar(path, type.is, value, field);
    }
  }

  #sequence(
    path: string,
    module: string,
    components: readonly Component[],
    value: Readonly<Record<string, unknown>>,
    field: Field,
  ): void {
    let from = 0;
    for (const [name, type] of components) {
      if (value[name] === undefined) continue;
      const at = field.fields.findIndex((one, index) => index >= from && isNamed(one, name));
      if (at < 0)
        return void this.differences.push(
          `${path}.${name}: tshark does not show it among ${field.fields.map(({ label }) => label).join(' | ')}`,
        );
      from = at + 1;
      this.value(`${path}.${name}`, module, type, value[name], field.fields[at] as Field);
    }
  }

  #choice(
    path: string,
    module: string,
    alternatives: readonly Alternative[],
    value: Readonly<Record<string, unknown>>,
    field: Field,
  ): void {
    const [name = ''] = Object.keys(value);
    const index = alternatives.findIndex(([one]) => one === name);
    this.#expect(path, field, index, Number(field.show));
    const inner = field.fields.find((one) => isNamed(one, name));
    if (inner === undefined)
      this.differences.push(
        `${path}.${name}: tshark does not show it among ${field.fields.map(({ label }) => label).join(' | ')}`,
      );
    else this.value(`${path}.${name}`, module, (alternatives[index] as Alternative)[1], value[name], inner);
  }

  #list(path: string, module: string, of: TypeSchema, value: readonly unknown[], field: Field): void {
    const items = field.fields.filter(({ name, show }) => name === '' && show.startsWith('Item '));
    this.#expect(path, field, value.length, items.length);
    for (const [index, item] of value.entries()) {
      const shown = items[index]?.fields.find(({ name }) => name.includes('.') && !name.startsWith('per.'));
      if (shown === undefined) this.differences.push(`${path}[${index}]: tshark does not show it`);
      else this.value(`${path}[${index}]`, module, of, item, shown);
    }
  }

  #scalar(path: string, type: string, value: unknown, field: Field): void {
    switch (type) {
      case 'NULL':
        return;
      case 'BOOLEAN':
        return this.#expect(path, field, value, field.show === '1' || field.show === 'True');
      case 'INTEGER':
        return this.#expect(path, field, value, number(field.show));
      case 'OCTET STRING':
      case 'OPEN':
        return this.#expect(path, field, Buffer.from(value as Uint8Array).toString('hex'), field.value);
      case 'BIT STRING':
        return this.#expect(path, field, Buffer.from((value as BitString).bytes).toString('hex'), field.value);
      default:
        return this.#expect(path, field, value, field.show);
    }
  }

  #expect(path: string, field: Field, ours: unknown, theirs: unknown): void {
    this.compared += 1;
    if (ours !== theirs)
      this.differences.push(
        `${path}: ${JSON.stringify(ours)} was sent, tshark shows ${JSON.stringify(theirs)} (${field.label})`,
      );
  }
}

/** tshark shows a TimeStamp as a date. */
const number = (show: string): number =>
  /^-?\d+$/.test(show) ? Number(show) : Date.parse(show.replace(/\.0+/, '')) / 1000;

function isNamed(field: Field, name: string): boolean {
  const label = field.label.split(':', 1)[0]?.replace(' [truncated]', '').trim() ?? '';
  return !field.name.startsWith('per.') && (plainly(label) === plainly(name) || label === SPELLING[name]);
}
