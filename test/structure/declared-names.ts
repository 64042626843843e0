import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A name that a file declares: of a variable, function, type, property, parameter. */
export interface DeclaredName {
  readonly name: string;
  readonly isType: boolean;
  readonly line: number;
}

/** Every name that a file declares itself. Names that it uses of others are theirs. */
export function declaredNames(path: string): readonly DeclaredName[] {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, kind);
  const names: DeclaredName[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isDeclared(node)) {
      names.push({
        name: node.text,
        isType: ts.isInterfaceDeclaration(node.parent) || ts.isTypeAliasDeclaration(node.parent),
        line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node;
  // A property of an element is declared by the component, and a key of an import by its module.
  if (ts.isJsxAttribute(parent) || ts.isImportSpecifier(parent)) return false;
  return 'name' in parent && parent.name === node && !ts.isPropertyAccessExpression(parent);
}

/** `mostUsersAtOnce` → `most users at once`: the words of a name or of a path, in lower case. */
export function termsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
