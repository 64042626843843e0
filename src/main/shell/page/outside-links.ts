import { shell } from 'electron';
import type { Gestures } from './gestures.ts';

/** The documentation, which the menu opens. */
export const helpLink = 'https://supertokens.com/docs';

/** The links of the console, whole. An address that only begins like one of them may carry anything behind it. */
const links: ReadonlySet<string> = new Set([helpLink]);

/** Opens one of the console's own links for main itself: an item of the menu is a gesture. */
export function openLink(link: typeof helpLink): void {
  // Fails where the system has no browser; there is nothing else to open it with.
  shell.openExternal(link).catch(() => undefined);
}

/** How an address may be handed to the operating system. */
export function outsideRule(address: string): 'open' | 'ask' | 'refuse' {
  if (links.has(address)) return 'open';
  if (!URL.canParse(address)) return 'refuse';
  const { protocol, username, password } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' && address.length <= longestLink
    ? 'ask'
    : 'refuse';
}

/** What can be read in a dialog. */
const longestLink = 500;

/** Hands an address to the browser of the system: after a gesture, and others than our own links after a question. */
export function createOpenOutside(
  gestures: Pick<Gestures, 'take'>,
  ask: (address: string) => Promise<boolean>,
): (address: string) => void {
  async function open(address: string): Promise<void> {
    const rule = outsideRule(address);
    if (rule === 'refuse' || !gestures.take()) return;
    if (rule === 'ask' && !(await ask(new URL(address).href))) return;
    await shell.openExternal(address);
  }
  // Fails where the system has no browser, or while another question is open: then there is nothing to do.
  return (address) => void open(address).catch(() => undefined);
}
