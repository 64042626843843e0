import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  // Each file launches a console of its own; more than two at once slow one another down on a small machine.
  workers: process.env.CI ? 1 : 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Bounds for what never comes, not for how fast it comes: other work may keep the machine busy.
  timeout: 300_000,
  expect: { timeout: 45_000 },
  use: { actionTimeout: 45_000 },
  outputDir: 'test-results',
  reporter: 'list',
});
