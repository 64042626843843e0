import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  changeSettings,
  defaultSettings,
  type Settings,
  type SettingsChange,
  settings as settingsSchema,
} from '../../contract/domain/app.ts';
import { createLimit } from '../shared/concurrency/limit.ts';
import { readIfThere, writePrivateJson } from '../shared/json-file.ts';

export interface SettingsStore {
  readonly current: () => Settings;
  /** Behind what is being saved: a page that is loaded right after a change shows the change. */
  readonly settled: () => Promise<Settings>;
  /** Saves changes one after the other. `make` writes this one; where it rejects, nothing has changed. */
  readonly save: (
    change: SettingsChange,
    make: (before: Settings, after: Settings, write: () => Promise<void>) => Promise<void>,
  ) => Promise<Settings>;
  /** Calls the listener after every change. */
  readonly onChange: (listener: (settings: Settings) => void) => void;
  /** Where a file went that could not be read at this start. */
  readonly damagedFile: string | undefined;
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
  const oneByOne = createLimit(1);
  const listeners: ((settings: Settings) => void)[] = [];
  let damagedFile: string | undefined;
  let current: Settings = defaultSettings;

  const text = await readIfThere(file);
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
    settled: () => oneByOne.run(async () => current),
    save: (change, make) =>
      oneByOne.run(async () => {
        const next = changeSettings(current, change);
        await make(current, next, async () => {
          await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
          await writePrivateJson(file, next);
          current = next;
          for (const listener of listeners) listener(next);
        });
        return next;
      }),
  };
}
