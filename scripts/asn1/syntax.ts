/** A module's syntax as parsed, before names are resolved. */

export interface Module {
  readonly name: string;
  /** Name of a type -> name of the module from which it is imported. */
  readonly imports: ReadonlyMap<string, string>;
  readonly assignments: ReadonlyMap<string, Assignment>;
}

export interface Assignment {
  /** Parameters of a template, e.g. the one of `SIGNED { ToBeSigned } ::= ...`. */
  readonly parameters: readonly string[];
  readonly type: Node;
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** The constraints visible to PER; all others (inner subtyping, CONSTRAINED BY) are omitted (X.691 §9.3). */
export interface Constraint {
  readonly value?: Range;
  readonly size?: Range;
  readonly from?: string;
  readonly extensible?: true;
}

export interface Field {
  readonly name: string;
  readonly type: Node;
  readonly optional: boolean;
}

interface Shape {
  readonly is:
    | { readonly builtin: string }
    | { readonly reference: string; readonly parameters: readonly Node[] }
    | { readonly open: Node }
    | { readonly list: Node }
    | { readonly fields: 'SEQUENCE' | 'CHOICE'; readonly of: readonly Field[]; readonly more?: readonly Field[] }
    | { readonly names: readonly string[]; readonly more?: readonly string[] };
}

export interface Node extends Shape {
  readonly constraint: Constraint;
}
