/** `roomgate ports`. */
import type { Config } from '../../../config/schema.ts';
import { boundAddresses } from '../../app/setup/addresses.ts';
import { mediaWorkers } from '../../app/setup/runtime.ts';
import { formatPorts, type PortFormat } from './format.ts';
import { portRules, type PortRule } from './rules.ts';

export { PORT_FORMATS, type PortFormat } from './format.ts';
export { hostPortOf, type PortRange, type PortRule } from './rules.ts';

export const rulesHere = (config: Config): readonly PortRule[] =>
  portRules(config, { workers: mediaWorkers(config), ...boundAddresses(config.listen) });

export const portsText = (config: Config, format: PortFormat): string => formatPorts(rulesHere(config), format);
