import { appendFileSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { redact } from '../shared/redact.ts';

export interface LogFile {
  readonly folder: string;
  /** One line. Never throws. */
  readonly write: (line: string) => void;
  /** A file of its own beside the log. Gives its path; null: it could not be written. */
  readonly report: (lines: readonly string[]) => string | null;
}

interface LogFileInput {
  readonly folder: string;
  readonly largestBytes?: number;
  readonly mostLinesASecond?: number;
  readonly now?: () => number;
}

/** The log itself, and the two before it. */
const earlierLogs = 2;
/** Reports beyond this take the place of the oldest. */
const reports = 5;
const longestLine = 4_000;

/**
 * The log of the console: on this computer alone, without secrets, and never larger than a few megabytes, whatever a
 * page makes main say. Written at once, because the next line may be the last.
 */
export function createLogFile({
  folder,
  largestBytes = 1_000_000,
  mostLinesASecond = 50,
  now = Date.now,
}: LogFileInput): LogFile {
  const path = join(folder, 'curfew.log');
  let bytes = sizeOf(path);
  let second = 0;
  let linesInSecond = 0;
  let leftOut = 0;

  function clean(line: string): string {
    const oneLine = redact(line.replaceAll(homedir(), '~')).replace(/[\u0000-\u001f\u007f]+/g, ' ');
    return `${new Date(now()).toISOString()} ${oneLine.slice(0, longestLine)}\n`;
  }

  function append(line: string): void {
    const text = clean(line);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (bytes + text.length > largestBytes) rotate();
      appendFileSync(path, text, { mode: 0o600 });
      bytes += Buffer.byteLength(text);
    } catch {
      // A full or read-only disk: the console goes on without a log.
    }
  }

  function rotate(): void {
    bytes = 0;
    for (let number = earlierLogs; number > 0; number -= 1) {
      const from = number === 1 ? path : join(folder, `curfew.${number - 1}.log`);
      if (sizeOf(from) > 0) renameSync(from, join(folder, `curfew.${number}.log`));
    }
  }

  /** Whether this second has room for another line. Says afterwards how many there were too many. */
  function hasRoom(): boolean {
    const current = Math.floor(now() / 1_000);
    if (current !== second) {
      if (leftOut > 0) append(`log: ${leftOut} lines were left out`);
      second = current;
      linesInSecond = 0;
      leftOut = 0;
    }
    linesInSecond += 1;
    if (linesInSecond <= mostLinesASecond) return true;
    leftOut += 1;
    return false;
  }

  let lastReport = 0;
  return {
    folder,
    write: (line) => {
      if (hasRoom()) append(line);
    },
    report: (lines) => {
      const file = join(folder, `report-${(lastReport % reports) + 1}.txt`);
      lastReport += 1;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(file, lines.map(clean).join(''), { mode: 0o600 });
        return file;
      } catch {
        return null;
      }
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
