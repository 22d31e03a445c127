export { aliasText, aliasTexts, toAlias } from './aliases.ts';
export type { GatekeeperSettings, RegistrationPolicy } from './desk.ts';
export type { RasFact } from './fact.ts';
export { createGatekeeper } from './gatekeeper.ts';
export type { Gatekeeper, GatekeeperOptions, GatekeeperStats } from './gatekeeper.ts';
export type { Located } from './registrations.ts';
export type { BindRas, RasSocket } from './transport.ts';
export { bindRasUdp } from './transport-udp.ts';
