/**
 * Converts syntax to schema data: looks up names, instantiates parameterized types, and merges constraints on
 * references.
 */
import type { CharacterString, Component, ModuleSchema, TypeSchema } from '../../gateway/h323/asn1/schema.ts';
import type { Constraint, Field, Module, Node } from './syntax.ts';

/** A module, and the name of its file: `h225` for H323-MESSAGES. */
export interface Source extends Module {
  readonly file: string;
}

/** The module in which names are looked up, and the values of a template's parameters. */
interface Scope {
  readonly module: Source;
  readonly parameters: ReadonlyMap<string, TypeSchema>;
}

/** True if the constraint adds nothing that PER would see. */
const isEmpty = (constraint: Constraint): boolean => Object.keys(constraint).length === 0;

export function resolveModules(modules: readonly Source[]): ReadonlyMap<string, ModuleSchema> {
  return new Map(modules.map((module) => [module.file, new Resolver(modules, module).resolve()]));
}

class Resolver {
  readonly #modules: readonly Source[];
  readonly #home: Source;
  readonly #types: Record<string, TypeSchema> = {};

  constructor(modules: readonly Source[], home: Source) {
    this.#modules = modules;
    this.#home = home;
  }

  resolve(): ModuleSchema {
    const scope: Scope = { module: this.#home, parameters: new Map() };
    for (const [name, { parameters, type }] of this.#home.assignments) {
      if (parameters.length === 0) this.#types[name] = this.#type(type, scope);
    }
    return this.#types;
  }

  #type(node: Node, scope: Scope): TypeSchema {
    const { is, constraint } = node;
    if ('reference' in is) return this.#reference(is.reference, is.parameters, constraint, scope);
    if ('builtin' in is) return constrained(is.builtin, constraint);
    if ('open' in is) return { is: 'OPEN', of: this.#type(is.open, scope) };
    if ('list' in is) return { is: 'LIST', of: this.#type(is.list, scope), ...constraint.size };
    if ('names' in is) return { is: 'ENUMERATED', of: is.names, ...(is.more !== undefined && { more: is.more }) };
    if (is.fields === 'CHOICE') {
      const alternative = ({ name, type }: Field) => [name, this.#type(type, scope)] as const;
      return {
        is: 'CHOICE',
        of: is.of.map(alternative),
        ...(is.more !== undefined && { more: is.more.map(alternative) }),
      };
    }
    const component = ({ name, type, optional }: Field): Component =>
      optional ? [name, this.#type(type, scope), '?'] : [name, this.#type(type, scope)];
    return { is: 'SEQUENCE', of: is.of.map(component), ...(is.more !== undefined && { more: is.more.map(component) }) };
  }

  #reference(name: string, parameters: readonly Node[], constraint: Constraint, scope: Scope): TypeSchema {
    const parameter = scope.parameters.get(name);
    if (parameter !== undefined) return parameter;
    const owner = this.#find(name, scope.module);
    const found = owner.assignments.get(name);
    if (found === undefined) throw new Error(`Cannot find ${name} of ${scope.module.name}`);
    if (found.parameters.length > 0) {
      const actual = parameters.map((node) => this.#type(node, scope));
      return this.#instance(
        name,
        actual,
        {
          module: owner,
          parameters: new Map(found.parameters.map((formal, index) => [formal, actual[index] ?? 'NULL'])),
        },
        found.type,
      );
    }
    if (!isEmpty(constraint))
      return this.#type(
        { is: found.type.is, constraint: { ...found.type.constraint, ...constraint } },
        { module: owner, parameters: new Map() },
      );
    return owner === this.#home ? name : `${owner.file}:${name}`;
  }

  /**
   * `HASHED { EncodedPwdCertToken }` becomes the type `HASHED-EncodedPwdCertToken` of the module that contains it.
   */
  #instance(template: string, actual: readonly TypeSchema[], scope: Scope, type: Node): TypeSchema {
    const name = [template, ...actual.map((of) => String(of).replace(/^.*:/, ''))].join('-');
    this.#types[name] ??= this.#type(type, scope);
    return name;
  }

  /**
   * H.460.19 imports TimeToLive from H.245, which does not define it: then the type of the only module that does is
   * used.
   */
  #find(name: string, module: Source): Source {
    if (module.assignments.has(name)) return module;
    const said = this.#modules.find((other) => other.name === module.imports.get(name));
    if (said?.assignments.has(name) === true) return said;
    const owners = this.#modules.filter((other) => other.assignments.has(name));
    const [owner] = owners;
    if (!module.imports.has(name) || owner === undefined || owners.length > 1)
      throw new Error(`Cannot find ${name}, which ${module.name} refers to`);
    return owner;
  }
}

function constrained(builtin: string, { value, size, from, extensible }: Constraint): TypeSchema {
  if (builtin === 'INTEGER') {
    return value === undefined ? builtin : { is: 'INTEGER', ...value, ...(extensible === true && { extensible }) };
  }
  if (extensible === true) throw new Error(`Cannot compile an extensible size of ${builtin}: no module has one`);
  if (size === undefined && from === undefined) return builtin;
  return {
    is: builtin as 'OCTET STRING' | 'BIT STRING' | CharacterString,
    ...size,
    ...(from !== undefined && { from }),
  };
}
