import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test',
  testMatch: ['e2e/**/*.spec.ts', 'security/**/*.spec.ts'],
  // Each file launches a console of its own. Specs wait half of the time: two processors have room for a third one.
  workers: process.env.CI ? 1 : 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Bounds for what never comes, not for how fast it comes: other work may keep the machine busy.
  timeout: 300_000,
  expect: { timeout: 120_000 },
  use: { actionTimeout: 120_000 },
  outputDir: 'test-results',
  reporter: 'list',
});
