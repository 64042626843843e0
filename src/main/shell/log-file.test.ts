import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLogFile } from './log-file.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'curfew-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'logs');
}

function readAll(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

// control: redacted-logs
test('a line of the log is one line, without secrets and without the name of the account', () => {
  const folder = newFolder();
  createLogFile({ folder }).write(
    `broke at ${homedir()}/x\nkey sTk0-4f9a8b7c6d5e4f3a2b1c of ada@alpha.example`,
  );
  expect(readAll(folder)).toMatch(/^\d{4}-\d\d-\d\dT[^ ]+ broke at ~\/x key \[hidden\] of \[hidden\]\n$/);
});

// control: redacted-logs
test('the log stays within its bound, and keeps its newest lines', () => {
  const folder = newFolder();
  let now = 0;
  const log = createLogFile({ folder, largestBytes: 2_000, now: () => (now += 1_000) });
  for (let line = 0; line < 1_000; line += 1) log.write(`line ${line}`);
  expect(readdirSync(folder).sort()).toEqual(['curfew.1.log', 'curfew.2.log', 'curfew.log']);
  for (const name of readdirSync(folder))
    expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(2_000);
  expect(readAll(folder)).toContain('line 999\n');
  expect(readAll(folder)).not.toContain('line 1\n');
});

test('a log of an earlier run is continued, and counts', () => {
  const folder = newFolder();
  createLogFile({ folder }).write('earlier');
  createLogFile({ folder, largestBytes: 50 }).write('later, and longer than what is left of the bound');
  expect(readFileSync(join(folder, 'curfew.1.log'), 'utf8')).toContain('earlier');
  expect(readFileSync(join(folder, 'curfew.log'), 'utf8')).toContain('later');
});

// control: redacted-logs
test('what comes too fast is counted instead of written', () => {
  const folder = newFolder();
  let now = 0;
  const log = createLogFile({ folder, mostLinesASecond: 3, now: () => now });
  for (let line = 0; line < 100; line += 1) log.write(`line ${line}`);
  now = 1_000;
  log.write('next second');
  const lines = readAll(folder).trim().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines.at(-2)).toContain('97 lines were left out');
});

test.skipIf(process.platform === 'win32')('folder and files are for their user alone', () => {
  const folder = newFolder();
  const log = createLogFile({ folder });
  log.write('x');
  log.report(['x']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test('reports take the place of the oldest, and are free of secrets', () => {
  const folder = newFolder();
  const log = createLogFile({ folder });
  for (let at = 0; at < 12; at += 1) log.report([`report ${at}`, 'api-key: short1']);
  expect(readdirSync(folder)).toHaveLength(5);
  expect(readAll(folder)).not.toContain('short1');
  expect(readAll(folder)).toContain('report 11');
});

test('a folder that cannot be written stops nobody', () => {
  const folder = newFolder();
  writeFileSync(folder, 'a file has this name');
  const log = createLogFile({ folder });
  log.write('x');
  expect(log.report(['x'])).toBeNull();
});
