import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
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
