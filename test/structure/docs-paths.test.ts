import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const repository = resolve(import.meta.dirname, '../..');
const documents = globSync(['README.md', 'CONTRIBUTING.md', 'docs/*.md', 'docs/adr/*.md'], {
  cwd: repository,
});

/** Paths in backticks that begin in a folder of the repository, without globs and `<placeholders>`. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`((?:src|test|docs|scripts)\/[^`\s]*)`/g)]
    .flatMap(([, path]) => path ?? [])
    .filter((path) => !/[*<{]/.test(path));
}

/** A superseded decision tells of code that is gone. */
function isSuperseded(text: string): boolean {
  return /^\*Superseded by /m.test(text);
}

function missingPaths(text: string): string[] {
  return isSuperseded(text) ? [] : pathsIn(text).filter((path) => !existsSync(resolve(repository, path)));
}

describe('a document', () => {
  test.each(documents)('names only paths that exist: %s', (document) => {
    expect(missingPaths(readFileSync(resolve(repository, document), 'utf8'))).toEqual([]);
  });

  test('that names a path that does not exist is found', () => {
    const text = 'See `src/main/nowhere.ts`, `src/main/index.ts`, `src/**/*.ts` and `src/<folder>/index.ts`.';
    expect(missingPaths(text)).toEqual(['src/main/nowhere.ts']);
    expect(missingPaths(`*Superseded by [13](13.md).*\n${text}`)).toEqual([]);
  });

  test('is one of many: the paths of the architecture are among those that are checked', () => {
    expect(documents.length).toBeGreaterThan(10);
    expect(pathsIn(readFileSync(resolve(repository, 'docs/architecture.md'), 'utf8')).length).toBeGreaterThan(
      50,
    );
  });
});
