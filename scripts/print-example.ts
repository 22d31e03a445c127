/** Prints config/roomgate.example.yaml from the schema. */
import { exampleYaml } from '../config/example.ts';

process.stdout.write(exampleYaml());
