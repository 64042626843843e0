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

const code = globSync(['*.ts', '{src,test,scripts,docs}/**/*.{ts,tsx,mjs}'], { cwd: repository });
const files = globSync(['*', '{src,test,scripts,docs}/**/*.*'], { cwd: repository }).map(
  (file) => `/${file}`,
);

/** What comments call a file of code or a document: by its name, or by the end of its path. */
function missingFiles(text: string): string[] {
  const comments = [...text.matchAll(/(?:(?<![:'"`])\/\/|^\s*\/?\*)(.*)/gm)].map(
    ([, comment = '']) => comment,
  );
  return comments
    .flatMap((comment) => comment.match(/(?<![\w./*-])[\w-][\w./-]*\.(?:ts|tsx|mjs|cjs|md)\b/g) ?? [])
    .filter((name) => !files.some((file) => file.endsWith(`/${name}`)));
}

describe('a comment', () => {
  test('names only files that exist', () => {
    const missing = code.flatMap((file) =>
      missingFiles(readFileSync(resolve(repository, file), 'utf8')).map((name) => `${file}: ${name}`),
    );
    expect(code.length).toBeGreaterThan(1_000);
    expect(missing).toEqual([]);
  });

  test('that names a file that does not exist is found', () => {
    const lines = [
      '/** As nowhere.ts has it. */',
      '// See `elsewhere/index.ts`, src/main/index.ts and security.md.',
    ];
    expect(missingFiles(lines.join('\n'))).toEqual(['nowhere.ts', 'elsewhere/index.ts']);
  });
});

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
