import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAudit } from './audit/audit.ts';
import type { Measured } from './measure.ts';
import { type BenchCore, openBenchCore } from './pairs/bench-core.ts';
import { endSessions, endWithTokens } from './pairs/end-sessions.ts';
import { firstRows } from './pairs/first-rows.ts';
import { sessionDetails } from './pairs/session-details.ts';
import { singleSessions } from './pairs/single-sessions.ts';
import { tellReceivers } from './pairs/tell-receivers.ts';
import { measureScale } from './scale/scale.ts';
import { toTable } from './table.ts';
import { measureWindow } from './window.ts';

/** Each part measures one thing beside a bare client, on the same core. */
const parts: Readonly<Record<string, (core: BenchCore) => Promise<Measured[]>>> = {
  details: sessionDetails,
  'first-rows': firstRows,
  ending: endSessions,
  tokens: endWithTokens,
  signals: tellReceivers,
  single: singleSessions,
};
/** Parts with a core of their own, which take minutes. Run only when they are named. */
const aloneParts: Readonly<Record<string, () => Promise<Measured[]>>> = {
  scale: () => measureScale(sizes()),
  audit: () => measureAudit(Number(values.records ?? 1_000_000)),
  window: measureWindow,
};
const scaleSizes = [1_000_000, 10_000_000];

const { values } = parseArgs({
  options: {
    /** One of the parts. */
    only: { type: 'string' },
    json: { type: 'string' },
    /** Of `scale`: one list with so many targets, for a quick look. */
    targets: { type: 'string' },
    /** Of `audit`: so many, for a quick look. */
    records: { type: 'string' },
  },
});

function sizes(): readonly number[] {
  return values.targets === undefined ? scaleSizes : [Number(values.targets)];
}

async function measureParts(names: readonly string[]): Promise<Measured[]> {
  const core = await openBenchCore();
  console.log(`Node ${process.version}, ${cpus().length} cores, against ${core.description}.`);
  const results: Measured[] = [];
  try {
    for (const name of names) results.push(...((await parts[name]?.(core)) ?? []));
  } finally {
    await core.close();
  }
  console.log(
    'Medians of paired runs. "bare client" is undici with 16 reads at once, or 4 calls that end 250 each.',
  );
  return results;
}

async function measure(only: string | undefined): Promise<Measured[]> {
  if (only === undefined) return measureParts(Object.keys(parts));
  const alone = aloneParts[only];
  return alone ? alone() : measureParts([only]);
}

const known = [...Object.keys(parts), ...Object.keys(aloneParts)];
if (values.only === undefined || known.includes(values.only)) {
  const results = await measure(values.only);
  console.log(`\n${toTable(results)}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`);
} else {
  console.error(`There is no part "${values.only}": ${known.join(', ')}.`);
  process.exitCode = 1;
}
