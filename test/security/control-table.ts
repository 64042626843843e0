import { globSync } from 'node:fs';
import { type ControlName, controlNamed, controls } from './controls.ts';
import { type TaggedTest, taggedTests } from './tagged-tests.ts';

const begin = '<!-- The table is written by `npm run security-table`. -->';
const end = '<!-- End of the table. -->';

/** Every tag in the tests of the repository. */
export function allTaggedTests(): readonly TaggedTest[] {
  const files = globSync(['src/**/*.test.{ts,tsx}', 'test/**/*.{test,spec}.ts']).map((path) =>
    path.replaceAll('\\', '/'),
  );
  return files.sort().flatMap((path) => taggedTests(path));
}

/** The document with the table that belongs to these tests. */
export function withControlTable(document: string, tests: readonly TaggedTest[]): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/security.md has no place for the table of controls.');
  const names = Object.keys(controls) as ControlName[];
  const rows = names.map((name) => toRow(name, tests));
  const table = ['| control | against | what holds | shown by |', '|---|---|---|---|', ...rows].join('\n');
  return `${document.slice(0, from)}${begin}\n\n${table}\n\n${document.slice(to)}`;
}

function toRow(name: ControlName, tests: readonly TaggedTest[]): string {
  const { against, byHand, sentence } = controlNamed(name);
  const shown = tests
    .filter(({ control }) => control === name)
    .map(({ path, title }) => `${inCell(title)} (\`${path}\`)`);
  const checked = byHand === undefined ? [] : [`by hand: ${byHand} ([electron-checks](electron-checks.md))`];
  return `| \`${name}\` | ${against} | ${sentence} | ${[...shown, ...checked].join('<br>')} |`;
}

/** A title in a cell of a table: nothing in it is read as Markdown or HTML. */
function inCell(title: string): string {
  return title.replace(/[\\|<>*_`$[\]]/g, (character) => `&#${character.charCodeAt(0)};`);
}
