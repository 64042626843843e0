import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most tests wait for a thread of the store or for a core: one worker for each processor, not one less. A given core is shared by all
    // files, and some of them look at all of its users: these run one after the other.
    maxWorkers: process.env.CURFEW_CORE_URI ? 1 : '100%',
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
          testTimeout: 20_000,
        },
      },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // As many as the fault schedules have lanes.
          maxConcurrency: 8,
        },
      },
    ],
  },
});
