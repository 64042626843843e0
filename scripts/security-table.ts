/** `npm run security-table`: writes the table of docs/security.md from the tags in the tests. */
import { readFileSync, writeFileSync } from 'node:fs';
import { allTaggedTests, withControlTable } from '../test/security/control-table.ts';

const path = 'docs/security.md';
writeFileSync(path, withControlTable(readFileSync(path, 'utf8'), allTaggedTests()));
