/** Sites with a bandwidth limit, by the networks of their devices. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { ConfigError } from '../../../config/load.ts';
import type { BudgetLimits } from '../../core/meeting/budget.ts';

export interface SiteOptions {
  /** Unit: bit/s; 0: unlimited. */
  readonly maxCallRate: number;
  readonly total: number;
  /** One `NETWORK/PREFIX BIT/S` each. */
  readonly sites: readonly string[];
}

export interface Sites {
  readonly limits: BudgetLimits;
  readonly siteOf: (address: string) => string | undefined;
}

const SITE = /^(\S+)\/(\d{1,3})\s+(\d{1,12})$/;

/** Throws `ConfigError`. */
export function readSites({ maxCallRate, total, sites }: SiteOptions): Sites {
  const known = sites.map(readSite);
  const limits: BudgetLimits = {
    sites: new Map(known.map(({ name, rate }) => [name, rate])),
    ...(maxCallRate > 0 && { maxCallRate }),
    ...(total > 0 && { total }),
  };
  const siteOf = (address: string): string | undefined =>
    known.find(({ network }) => network.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'))?.name;
  return { limits, siteOf };
}

function readSite(text: string): { readonly name: string; readonly rate: number; readonly network: BlockList } {
  const [, address = '', prefix = '', rate = ''] = SITE.exec(text.trim()) ?? [];
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (bits === 0 || Number(prefix) > bits)
    throw new ConfigError([
      `bandwidth.sites: ${JSON.stringify(text)} is no network and rate, e.g. "10.1.0.0/16 20000000"`,
    ]);
  const network = new BlockList();
  network.addSubnet(address, Number(prefix), bits === 32 ? 'ipv4' : 'ipv6');
  return { name: `${address}/${prefix}`, rate: Number(rate), network };
}
