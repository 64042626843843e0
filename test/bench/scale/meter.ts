import { readFileSync, writeFileSync } from 'node:fs';
import { diskUse, MB } from '../console/disk-use.ts';

/** What one phase took. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** The most memory, of the whole process with its workers. */
  readonly memoryMb: number;
  /**
   * The longest time for which main answered nobody: how late a timer of 5 ms came. The time for which other threads had
   * the processor is in it.
   */
  readonly blockMs: number;
  /**
   * The most processor time of main's thread between two ticks: what a block is where nothing else wants the processor,
   * unless main waits for the disk.
   */
  readonly busyMs: number;
  /** Written to the disk by the process; null where the system does not tell. */
  readonly writtenMb: number | null;
  /** The most on disk in the data folder. */
  readonly diskMb: number;
}

const TICK_MS = 5;
const DISK_MS = 1_000;
const US_IN_MS = 1_000;

export function memoryMb(): number {
  return process.memoryUsage.rss() / MB;
}

/** Measures phase after phase of this process, which works in this folder. */
export function createMeter(dataDirectory: string) {
  const block = createBlockMeter();
  const memory = createMemoryPeak();
  let disk = 0;
  async function lookAtDisk(): Promise<void> {
    disk = Math.max(disk, await diskUse(dataDirectory));
  }
  const timer = setInterval(() => void lookAtDisk(), DISK_MS);
  const phases: Phase[] = [];

  return {
    phases: phases as readonly Phase[],
    /** One phase, from here until it is called the next time, or until the end. */
    begin(name: string): () => Promise<void> {
      memory.reset();
      block.reset();
      disk = 0;
      const written = writtenBytes();
      const started = performance.now();
      return async () => {
        const seconds = (performance.now() - started) / 1_000;
        const { blockMs, busyMs } = block.longest();
        const memoryPeak = memory.peakMb();
        const now = writtenBytes();
        const writtenMb = now === null || written === null ? null : (now - written) / MB;
        await lookAtDisk();
        phases.push({
          name,
          seconds,
          memoryMb: memoryPeak,
          blockMs,
          busyMs,
          writtenMb,
          diskMb: disk / MB,
        });
      };
    },
    stop(): void {
      clearInterval(timer);
      block.stop();
      memory.stop();
    },
  };
}

function createBlockMeter() {
  let longest = { blockMs: 0, busyMs: 0 };
  let last = performance.now();
  let lastCpu = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const cpu = process.threadCpuUsage();
    const busyMs = (cpu.user - lastCpu.user + cpu.system - lastCpu.system) / US_IN_MS;
    longest = {
      blockMs: Math.max(longest.blockMs, now - last - TICK_MS),
      busyMs: Math.max(longest.busyMs, busyMs),
    };
    last = now;
    lastCpu = cpu;
  }, TICK_MS);
  return {
    longest: () => longest,
    reset(): void {
      longest = { blockMs: 0, busyMs: 0 };
    },
    stop: () => clearInterval(timer),
  };
}

/** By the system's own mark where it has one: a sample now and then misses what lives for milliseconds. */
function createMemoryPeak() {
  let peak = 0;
  const sample = (): void => {
    peak = Math.max(peak, memoryMb());
  };
  const timer = setInterval(sample, TICK_MS * 10);
  return {
    reset(): void {
      peak = 0;
      try {
        writeFileSync('/proc/self/clear_refs', '5');
      } catch {
        // Elsewhere the samples have to do.
      }
    },
    peakMb(): number {
      sample();
      const high = readNumber('/proc/self/status', /^VmHWM:\s+(\d+) kB$/m);
      return high === null ? peak : Math.max(peak, high / 1_024);
    },
    stop: () => clearInterval(timer),
  };
}

function writtenBytes(): number | null {
  return readNumber('/proc/self/io', /^write_bytes: (\d+)$/m);
}

function readNumber(file: string, pattern: RegExp): number | null {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}
