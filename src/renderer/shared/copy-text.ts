import { call } from './ipc-client.ts';
import { announce } from '../ui/announce.ts';

/** Puts a text on the clipboard and says so to screen readers. Main does it: the renderer may not. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await call('app.copyText', { text });
    announce('Copied');
    return true;
  } catch {
    announce('Could not copy');
    return false;
  }
}
