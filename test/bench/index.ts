import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchCore, openBenchCore } from './bench-core.ts';
import { firstRows } from './first-rows.ts';
import type { Measured } from './measure.ts';
import { sessionDetails } from './session-details.ts';
import { toTable } from './table.ts';

/** Each part measures one thing that has a budget. */
const parts: readonly ((core: BenchCore) => Promise<Measured[]>)[] = [sessionDetails, firstRows];

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const core = await openBenchCore();
console.log(`Node ${process.version}, ${cpus().length} cores, against ${core.description}.`);
const results: Measured[] = [];
try {
  for (const part of parts) results.push(...(await part(core)));
} finally {
  await core.close();
}
console.log(`\n${toTable(results)}\n`);
console.log('Medians of paired runs. "bare client" is undici\'s request with 16 connections.');
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`);
