/** Prints the JSON Schema of the configuration: `node scripts/print-config-schema.ts > config/roomgate.schema.json`. */
import { jsonSchema } from '../config/json-schema.ts';

process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
