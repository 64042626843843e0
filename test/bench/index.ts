import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchCore, openBenchCore } from './bench-core.ts';
import { firstRows } from './first-rows.ts';
import type { Measured } from './measure.ts';
import { million } from './million.ts';
import { revokeHandles } from './revoke-handles.ts';
import { sessionDetails } from './session-details.ts';
import { toTable } from './table.ts';
import { measureWindow } from './window.ts';

/** Each part measures one thing that has a budget beside a bare client. */
const parts: Readonly<Record<string, (core: BenchCore) => Promise<Measured[]>>> = {
  details: sessionDetails,
  'first-rows': firstRows,
  revoke: revokeHandles,
};
/** Memory; takes minutes, and has a core of its own. Run only when it is named. */
const MILLION = 'million';
/** Blocks of the window, in the built console with a core of its own. Run only when it is named. */
const WINDOW = 'window';

const { values } = parseArgs({
  options: {
    /** One of the parts, or `million`. */
    only: { type: 'string' },
    json: { type: 'string' },
    /** Of `million`, for a quick look. */
    sessions: { type: 'string', default: '1000000' },
    /** Of `million`: `list` plans a list, `plan` looks at the engine alone. */
    from: { type: 'string', default: 'list' },
  },
});

async function measureParts(names: readonly string[]): Promise<void> {
  const core = await openBenchCore();
  console.log(`Node ${process.version}, ${cpus().length} cores, against ${core.description}.`);
  const results: Measured[] = [];
  try {
    for (const name of names) results.push(...((await parts[name]?.(core)) ?? []));
  } finally {
    await core.close();
  }
  console.log(`\n${toTable(results)}\n`);
  console.log(
    'Medians of paired runs. "bare client" is undici\'s request: 16 reads at once, or 4 calls that end 250 each.',
  );
  await writeResults(results);
}

async function writeResults(results: readonly Measured[]): Promise<void> {
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`);
}

async function measureBlocks(): Promise<void> {
  const results = await measureWindow();
  console.log(`\n${toTable(results)}\n`);
  await writeResults(results);
}

const known = [...Object.keys(parts), MILLION, WINDOW];
if (values.only === MILLION) {
  if (!(await million(Number(values.sessions), values.from === 'plan' ? 'plan' : 'list')))
    process.exitCode = 1;
} else if (values.only === WINDOW) await measureBlocks();
else if (values.only === undefined) await measureParts(Object.keys(parts));
else if (known.includes(values.only)) await measureParts([values.only]);
else {
  console.error(`There is no part "${values.only}": ${known.join(', ')}.`);
  process.exitCode = 1;
}
