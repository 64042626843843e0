import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { placeWindow, readWindowState, writeWindowState } from './window.ts';

vi.mock('electron', () => ({}));

const laptop = { x: 0, y: 0, width: 1_440, height: 900 };
const beside = { x: 1_440, y: 0, width: 2_560, height: 1_440 };
const defaults = { bounds: { width: 1_280, height: 840 }, maximised: false };

describe('the window', () => {
  test.each([
    ['the first time', undefined],
    ['when the state is damaged', { bounds: { x: 'left' } }],
    ['when the state holds no numbers', { bounds: { x: null, y: 0, width: 1, height: 1 }, maximised: false }],
  ])('has its usual size and no position %s', (_name, stored) => {
    expect(placeWindow(stored, [laptop])).toEqual(defaults);
  });

  test('goes back to where it was', () => {
    const stored = { bounds: { x: 1_500, y: 100, width: 1_000, height: 700 }, maximised: true };
    expect(placeWindow(stored, [laptop, beside])).toEqual(stored);
  });

  test.each([
    ['its display is gone', { x: 1_500, y: 100 }],
    ['only a corner would be seen', { x: 1_400, y: 100 }],
    ['its title bar is above the display', { x: 100, y: -50 }],
  ])('keeps its size but not its position when %s', (_name, position) => {
    const stored = { bounds: { ...position, width: 1_000, height: 700 }, maximised: false };
    expect(placeWindow(stored, [laptop])).toEqual({
      bounds: { width: 1_000, height: 700 },
      maximised: false,
    });
  });

  test('is never smaller than the console needs', () => {
    const stored = { bounds: { x: 10, y: 10, width: 200, height: 100 }, maximised: false };
    expect(placeWindow(stored, [laptop])).toMatchObject({ bounds: { width: 900, height: 600 } });
  });
});

describe('the file of the window state', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'curfew-window-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('is read as it was written', () => {
    const state = { bounds: { x: 1, y: 2, width: 1_000, height: 700 }, maximised: false };
    writeWindowState(directory, state);
    expect(readWindowState(directory)).toEqual(state);
  });

  test('counts as nothing when it is damaged', async () => {
    await writeFile(join(directory, 'window.json'), '{"bounds":');
    expect(readWindowState(directory)).toBeUndefined();
  });

  test('is given up without a word where nothing can be written', () => {
    const state = { bounds: laptop, maximised: false };
    expect(() => writeWindowState(join(directory, 'not there'), state)).not.toThrow();
  });
});
