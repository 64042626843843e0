import { builtEntry } from './built-entry.ts';

const entries = {
  core: 'src/main/core/worker/worker.ts',
  store: 'src/main/store/worker/store-worker.ts',
} as const;

type BuiltWorker = keyof typeof entries;

/** Variables, because processes that tests start have them too. */
const variables: Readonly<Record<BuiltWorker, string>> = {
  core: 'CURFEW_TEST_CORE_WORKER',
  store: 'CURFEW_TEST_STORE_WORKER',
};

/** The file that was built for this run of the tests; undefined outside of one. */
export function workerOfRun(which: BuiltWorker): string | undefined {
  return process.env[variables[which]];
}

/** The file of a worker as the product's build makes it. */
export async function builtWorker(which: BuiltWorker): Promise<string> {
  return workerOfRun(which) ?? builtEntry(entries[which]);
}

interface TestRun {
  readonly onTestsRerun: (build: () => Promise<void>) => void;
}

/** Builds the workers once for all tests of a run: one that is built starts in half the time of one with its sources. */
export async function setup(run: TestRun): Promise<void> {
  async function build(): Promise<void> {
    for (const which of ['core', 'store'] as const)
      process.env[variables[which]] = await builtEntry(entries[which]);
  }
  await build();
  run.onTestsRerun(build);
}
