import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sync as writeFileAtomicSync } from 'write-file-atomic';
import { z } from 'zod';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface WindowPlacement {
  /** Position is absent when the system may choose it. */
  readonly bounds: {
    readonly x?: number;
    readonly y?: number;
    readonly width: number;
    readonly height: number;
  };
  readonly maximised: boolean;
}

export const MIN_SIZE = { width: 900, height: 600 } as const;
const DEFAULT_PLACEMENT: WindowPlacement = { bounds: { width: 1_280, height: 840 }, maximised: false };
/** So much of the title bar has to be on a display for the window to be within reach. */
const REACHABLE = { width: 120, height: 40 } as const;

const storedState = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  maximised: z.boolean(),
});

function fileIn(directory: string): string {
  return join(directory, 'window.json');
}

function overlap(from: number, length: number, otherFrom: number, otherLength: number): number {
  return Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);
}

function reachable(bounds: Rectangle, display: Rectangle): boolean {
  return (
    overlap(bounds.x, bounds.width, display.x, display.width) >= REACHABLE.width &&
    bounds.y >= display.y &&
    overlap(bounds.y, bounds.height, display.y, display.height) >= REACHABLE.height
  );
}

/** Where the window goes: as it was, unless that display is gone or the state makes no sense. */
export function placeWindow(stored: unknown, displays: readonly Rectangle[]): WindowPlacement {
  const parsed = storedState.safeParse(stored);
  if (!parsed.success) return DEFAULT_PLACEMENT;
  const { bounds, maximised } = parsed.data;
  const width = Math.max(MIN_SIZE.width, Math.round(bounds.width));
  const height = Math.max(MIN_SIZE.height, Math.round(bounds.height));
  if (!displays.some((display) => reachable(bounds, display)))
    return { bounds: { width, height }, maximised };
  return { bounds: { x: Math.round(bounds.x), y: Math.round(bounds.y), width, height }, maximised };
}

/** What was stored last; undefined when there is nothing or it cannot be read. It is not worth an error. */
export function readWindowState(directory: string): unknown {
  try {
    return JSON.parse(readFileSync(fileIn(directory), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Written at once: it happens while the window closes. `bounds` are those of the window when not maximised. */
export function writeWindowState(directory: string, state: { bounds: Rectangle; maximised: boolean }): void {
  try {
    writeFileAtomicSync(fileIn(directory), `${JSON.stringify(state)}\n`);
  } catch {
    // A full or read-only disk must not prevent the window from closing.
  }
}
