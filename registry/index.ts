/** Everything that the gateway may use of the registry: its port's types and the functions that open it. */
export type * from './port.ts';
export { admissionOf } from './devices/identify.ts';
export { openRegistry, type OpenRegistry, type RegistryOptions } from './open.ts';
export { recoverAdminKey, verifyAuditLog } from './open.ts';
export { inspectDatabase, type DatabaseState } from './sql/inspect.ts';
export { deliverAudit } from './audit/delivery.ts';
export { Problem, type ProblemName } from './http/problem.ts';
export { policiesOfMeeting } from './sql/call-path.ts';
export { meetingOwner, OfMeeting } from './http/meetings.operations.ts';
export { operation, type Operation } from './http/operation.ts';
export { closed, OneOf, OrNull, Time } from './http/types.ts';
export { createHttpServer, type HttpServerOptions } from './http/server.ts';
export {
  API_HELP,
  API_NOUNS,
  isApiCommand,
  Mistake,
  optionsOf,
  runApiCommand,
  suggestion,
  urlOfListener,
  type OptionTypes,
  type Surroundings,
  type Values,
} from './cli/index.ts';
