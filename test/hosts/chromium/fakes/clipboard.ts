import { spawn } from 'node:child_process';
import { strict } from './strict.ts';

/** Programs that put text into the clipboard of the system, by platform. */
const programs: Readonly<Partial<Record<NodeJS.Platform, readonly (readonly string[])[]>>> = {
  darwin: [['pbcopy']],
  win32: [['clip']],
  linux: [['wl-copy'], ['xclip', '-selection', 'clipboard'], ['xsel', '--clipboard', '--input']],
};

function offer(text: string, [next, ...rest]: readonly (readonly string[])[]): void {
  const [program, ...args] = next ?? [];
  if (program === undefined) return;
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('error', () => offer(text, rest));
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
}

/** `clipboard`: kept in memory; with a window on screen, also given to the system where a program for it is there. */
export function createClipboard(headless: boolean) {
  let content = '';
  return strict('clipboard', {
    writeText: (text: string) => {
      content = text;
      if (!headless) offer(text, programs[process.platform] ?? []);
    },
    readText: () => content,
  });
}
