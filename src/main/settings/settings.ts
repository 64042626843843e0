import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { HandlersOf } from '../../contract/channels/contract.ts';
import { defaultSettings, type Settings, settings as settingsSchema } from '../../contract/domain/app.ts';

export interface SettingsStore {
  readonly current: () => Settings;
  readonly handlers: Pick<HandlersOf<'app'>, 'app.settings' | 'app.saveSettings'>;
  /** Calls the listener after every change. */
  readonly onChange: (listener: (settings: Settings) => void) => void;
  /** Where a file went that could not be read at this start. */
  readonly damagedFile: string | undefined;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Settings | undefined {
  try {
    // Fields that an older version did not know yet take their defaults.
    const parsed = settingsSchema.safeParse({ ...defaultSettings, ...JSON.parse(text) });
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The settings of this console, in `settings.json`. A damaged file is set aside under another name, not lost. */
export async function openSettings(dataDirectory: string): Promise<SettingsStore> {
  const file = join(dataDirectory, 'settings.json');
  const listeners: ((settings: Settings) => void)[] = [];
  let damagedFile: string | undefined;
  let current: Settings = defaultSettings;

  const text = await readText(file);
  if (text !== undefined) {
    const stored = parse(text);
    if (stored === undefined) {
      damagedFile = `${file}.damaged-${Date.now()}`;
      await rename(file, damagedFile);
    } else {
      current = stored;
    }
  }

  return {
    current: () => current,
    damagedFile,
    onChange: (listener) => void listeners.push(listener),
    handlers: {
      'app.settings': async () => current,
      'app.saveSettings': async (next) => {
        await mkdir(dataDirectory, { recursive: true });
        await writeFileAtomic(file, `${JSON.stringify(next, null, 2)}\n`);
        current = next;
        for (const listener of listeners) listener(next);
        return next;
      },
    },
  };
}
