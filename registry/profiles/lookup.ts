/**
 * Determines a device's model from its self-description, and its abilities: device record, model, family, default.
 * Pure.
 */
import type { DeviceMatch, DeviceQuery, ProtocolProfile } from '../port.ts';
import {
  firmwareLine,
  firmwareText,
  isInRange,
  parseFirmware,
  parseRange,
  type Firmware,
  type FirmwareRange,
} from './firmware.ts';
import type { CompatibleList, Entry, FirmwareRow, Override } from './list.ts';

/** Longer names are truncated: no pattern needs more, and matching time must be bounded. */
const LONGEST_NAME = 256;
const MOST_ALIASES = 10;

interface Compiled {
  readonly entry: Entry;
  readonly rows: readonly { readonly row: FirmwareRow; readonly range: FirmwareRange }[];
  /** Returns the version text found, empty if the device gave none; undefined: another device. */
  readonly recognise: (query: DeviceQuery) => string | undefined;
}

interface Found {
  readonly entry: Entry;
  readonly row: FirmwareRow;
}

/** `override`: the registry's record of the device's own abilities. */
export type Lookup = (query: DeviceQuery, override?: Override) => DeviceMatch;

/**
 * Finds the first model and the first family, in the list's order, that identify the device and have a row for its
 * firmware. Fields that the model leaves open come from the family, then from the default.
 */
export function compileLookup(list: CompatibleList): Lookup {
  const [models, families] = (['model', 'family'] as const).map((kind) =>
    list.entries.filter((entry) => entry.kind === kind).map(compileEntry),
  );
  return (query, override) => {
    const [byModel, byFamily] = [firstOf(models ?? [], query), firstOf(families ?? [], query)];
    const named = byModel.named ?? byFamily.named;
    const firmware = byModel.firmware ?? byFamily.firmware;
    const found = byModel.found ?? byFamily.found;
    const say = found?.row ?? list.default;
    const over = (protocol: 'sip' | 'h323'): ProtocolProfile => ({
      ...list.default[protocol],
      ...byFamily.found?.row[protocol],
      ...byModel.found?.row[protocol],
      ...override?.[protocol],
    });
    return {
      rule: override === undefined ? (found?.entry.kind ?? 'default') : 'device',
      ruleId: found?.entry.id ?? list.default.id,
      ...(found && { firmwareRange: found.row.firmware }),
      vendor: (named ?? list.default).vendor,
      model: (named ?? list.default).model,
      firmwareLine: firmwareLine(firmware),
      ...(firmware && { firmware: firmwareText(firmware) }),
      evidence: say.evidence,
      dated: say.dated,
      sip: over('sip'),
      h323: over('h323'),
    };
  };
}

interface First {
  /** Identified, whether or not it has a row for the firmware. */
  readonly named?: Entry;
  readonly firmware?: Firmware;
  readonly found?: Found;
}

function firstOf(entries: readonly Compiled[], query: DeviceQuery): First {
  let first: First = {};
  for (const { entry, rows, recognise } of entries) {
    const version = recognise(query);
    if (version === undefined) continue;
    const firmware = parseFirmware(version);
    if (first.named === undefined) first = { named: entry, ...(firmware && { firmware }) };
    const row = rows.find(({ range }) => isInRange(range, firmware))?.row;
    if (row !== undefined) return { ...first, found: { entry, row } };
  }
  return first;
}

function compileEntry(entry: Entry): Compiled {
  const rows = entry.rows.map((row) => ({ row, range: parseRange(row.firmware) ?? {} }));
  return { entry, rows, recognise: compileMatch(entry.match) };
}

const NOTHING = /(?!)/;
const ANYTHING = /(?:)/;

/** Matches by User-Agent, by vendor, product and version in H.323 messages, or by aliases. */
function compileMatch({
  userAgent,
  t35,
  product,
  version,
  productNumber,
  alias,
}: Entry['match']): Compiled['recognise'] {
  const agents = userAgent === undefined ? NOTHING : new RegExp(userAgent);
  const vendors = new Set(t35);
  const products = product === undefined ? (productNumber === undefined ? ANYTHING : NOTHING) : new RegExp(product);
  const numbers = productNumber === undefined ? NOTHING : new RegExp(productNumber);
  const versions = version === undefined ? /(?<firmware>.*)/ : new RegExp(version);
  const aliases = alias === undefined ? undefined : new RegExp(alias);
  const byVendor = ({ vendor }: DeviceQuery): string | undefined => {
    if (
      vendor === undefined ||
      !vendors.has(`${vendor.t35.country}/${vendor.t35.extension}/${vendor.t35.manufacturer}`)
    )
      return undefined;
    const [name, text] = [cut(vendor.product), cut(vendor.version)];
    const byProduct = products.exec(name) ?? numbers.exec(name);
    const byVersion = versions.exec(text);
    return byProduct && byVersion
      ? (byProduct.groups?.['firmware'] ?? byVersion.groups?.['firmware'] ?? '')
      : undefined;
  };
  const byAgent = ({ userAgent: said }: DeviceQuery): string | undefined => {
    const found = agents.exec(cut(said ?? ''));
    return found === null ? undefined : (found.groups?.['firmware'] ?? '');
  };
  const byAlias = (query: DeviceQuery): string | undefined =>
    aliases && query.aliases?.slice(0, MOST_ALIASES).some((each) => aliases.test(cut(each))) ? '' : undefined;
  return (query) => (query.vendor === undefined ? byAgent(query) : byVendor(query)) ?? byAlias(query);
}

const cut = (text: string): string => text.slice(0, LONGEST_NAME);
