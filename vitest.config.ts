import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Bounds for what never comes, not for how fast it comes: other work may keep the machine busy.
const patient = { expect: { poll: { timeout: 60_000 } }, testTimeout: 240_000, hookTimeout: 240_000 };

/** Tests that put something else in place of a module or of a global: what they import is for their file alone. */
export const replacingTests = [
  'src/main/core/worker/**/*.test.ts',
  'src/main/shell/**/*.test.ts',
  'test/unit/{native-dialogs,secret-store,shell-ports}.test.ts',
];

export default defineConfig({
  test: {
    // Most tests wait for a thread of the store, for the disk or for a core: one worker more than there are processors. A given core is
    // shared by all files, and some of them look at all of its users: these run one after the other.
    maxWorkers: process.env.CURFEW_CORE_URI ? 1 : availableParallelism() + 1,
    globalSetup: 'test/support/built-workers.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.{ts,tsx}',
            'test/unit/**/*.test.ts',
            'test/security/**/*.test.ts',
            'test/structure/**/*.test.ts',
          ],
          exclude: replacingTests,
          // Importing the same modules again for each file took a third of the time.
          isolate: false,
          ...patient,
        },
      },
      { test: { name: 'unit-replacing', include: replacingTests, ...patient } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...patient } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          ...patient,
          // As many as the fault schedules have lanes.
          maxConcurrency: 8,
        },
      },
    ],
  },
});
