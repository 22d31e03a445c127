/** Prints the rules of `rules.ts`. Pure. */
import type { PortRange, PortRule } from './rules.ts';

export const PORT_FORMATS = ['table', 'nftables'] as const;
export type PortFormat = (typeof PORT_FORMATS)[number];

export const formatPorts = (rules: readonly PortRule[], format: PortFormat): string =>
  format === 'table' ? table(rules) : nftables(rules);

/** The notation of the administration guide: `TCP/1720 UDP/20000:29999`. */
function shown({ protocol, first, last }: PortRange): string {
  const name = protocol.toUpperCase();
  if (first === 0) return `${name}/any (0: the system chooses)`;
  return first === last ? `${name}/${first}` : `${name}/${first}:${last}`;
}

/** The guide's columns, and two more. */
function table(rules: readonly PortRule[]): string {
  const rows = [
    ['Service', 'Host', 'IP Address', 'Ports', 'Direction', 'Key'],
    ...rules.map(({ service, host, address, ports, direction, from, key }) => [
      service,
      host,
      address,
      ports.map(shown).join(' '),
      from === undefined ? direction : `${direction}, from ${from.join(' ')}`,
      key,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const HEAD = `# What the gateway listens to, for nftables. Load it with \`nft -f\`, as often as you like, and let your input chain use it, once:
#   nft add rule inet filter input jump roomgate
# What goes out is not here; \`roomgate ports\` lists it.
add table inet filter
add chain inet filter roomgate
flush chain inet filter roomgate`;

function nftables(rules: readonly PortRule[]): string {
  const lines = rules
    .filter(({ direction }) => direction === 'in')
    .flatMap((rule) => {
      if (rule.bound === undefined)
        return [`# not on this machine: ${rule.service} ${rule.ports.map(shown).join(' ')}`];
      return rule.bound.flatMap((address) => nftRules(rule, address));
    });
  return [HEAD, ...lines].join('\n');
}

function nftRules({ service, ports, from }: PortRule, address: string): string[] {
  const family = address.includes(':') ? 'ip6' : 'ip';
  const sources = from?.filter((source) => source.includes(':') === (family === 'ip6'));
  if (sources?.length === 0) return [];
  const source = sources === undefined ? '' : `${family} saddr { ${sources.join(', ')} } `;
  const wildcard = address === '0.0.0.0' || address === '::';
  const place = wildcard ? `meta nfproto ${family === 'ip' ? 'ipv4' : 'ipv6'}` : `${family} daddr ${address}`;
  return (['udp', 'tcp'] as const).flatMap((protocol) => {
    const own = ports.filter((range) => range.protocol === protocol);
    const named = own
      .filter(({ first }) => first !== 0)
      .map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
    const unknown =
      own.length > named.length ? [`# ${service}: a port that the system chooses can't be named; set one`] : [];
    if (named.length === 0) return unknown;
    return [
      ...unknown,
      `add rule inet filter roomgate ${place} ${source}${protocol} dport { ${[...new Set(named)].join(', ')} } accept comment "${service}"`,
    ];
  });
}
