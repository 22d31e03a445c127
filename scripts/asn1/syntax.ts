/** What the parser makes of a module's text, before names are resolved. */

export interface Module {
  readonly name: string;
  /** Name of a type -> name of the module that it is said to come from. */
  readonly imports: ReadonlyMap<string, string>;
  readonly assignments: ReadonlyMap<string, Assignment>;
}

export interface Assignment {
  /** `SIGNED { ToBeSigned } ::= ...` has one. */
  readonly parameters: readonly string[];
  readonly type: Node;
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** The constraints that PER sees; all others (inner subtyping, CONSTRAINED BY) are left out (X.691 §9.3). */
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
