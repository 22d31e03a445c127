/**
 * Compiles the ASN.1 modules of H.323 into `gateway/h323/asn1/generated/`: `node scripts/asn1/compile.ts FOLDER`,
 * where FOLDER contains h225.asn, h235.asn, h245.asn, h46018.asn and h46019.asn. The same modules give the same
 * files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { emitSchema, emitTypes } from './emit.ts';
import { parseModule } from './parse.ts';
import { resolveModules } from './resolve.ts';

const RECOMMENDATIONS: Readonly<Record<string, string>> = {
  h225: 'H.225.0 v8',
  h235: 'H.235.0',
  h245: 'H.245 v17',
  h46018: 'H.460.18',
  h46019: 'H.460.19',
};

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Cannot compile: the folder of the modules is missing');

const sources = Object.keys(RECOMMENDATIONS).map((file) => {
  // H.245's comments are not pure ASCII.
  const text = readFileSync(join(folder, `${file}.asn`), 'latin1');
  return { file, ...parseModule(text) };
});
const schemas = resolveModules(sources);
const target = resolve(import.meta.dirname, '../../gateway/h323/asn1/generated');
for (const { file, name } of sources) {
  const generated = { file, title: `${RECOMMENDATIONS[file]} ${name}`, schema: schemas.get(file) ?? {} };
  writeFileSync(join(target, `${file}.ts`), emitSchema(generated));
  writeFileSync(join(target, `${file}.types.ts`), emitTypes(generated));
  console.log(`${file}: ${Object.keys(generated.schema).length} types`);
}
