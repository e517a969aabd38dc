/** A node of the tree that `jsonata(...).ast()` returns; the library's own type leaves out half of the properties. */
export type AstNode = {
  readonly type: string;
  readonly value?: unknown;
  readonly lhs?: AstNode | readonly (readonly AstNode[])[];
  readonly rhs?: AstNode;
  readonly steps?: readonly AstNode[];
  readonly expressions?: readonly AstNode[];
  readonly arguments?: readonly AstNode[];
  readonly procedure?: AstNode;
  readonly predicate?: readonly AstNode[];
  readonly expr?: AstNode;
  readonly condition?: AstNode;
  readonly then?: AstNode;
  readonly else?: AstNode;
};
