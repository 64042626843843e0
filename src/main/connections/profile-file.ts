import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { connectionSettings } from '../../contract/domain/connection.ts';

const profile = z.strictObject({
  id: z.string().min(1).max(64),
  settings: connectionSettings,
  /** Base64 of the secret store; absent: no key is stored. */
  sealedKey: z.string().optional(),
});
export type Profile = z.infer<typeof profile>;

const fileShape = z.strictObject({ version: z.literal(1), connections: z.array(profile) });

interface ProfileFile {
  /** In the order they were saved. */
  readonly profiles: readonly Profile[];
  /** Where a file went that could not be read. Nothing in it was lost; nothing of it is used. */
  readonly damagedFile: string | undefined;
  readonly write: (profiles: readonly Profile[]) => Promise<void>;
}

/** The saved connections: `connections.json`. Rejects with the system's error when the folder cannot be used. */
export async function openProfileFile(dataDirectory: string): Promise<ProfileFile> {
  const path = join(dataDirectory, 'connections.json');
  await mkdir(dirname(path), { recursive: true });
  const text = await readIfThere(path);
  const profiles = text === undefined ? [] : parse(text);
  const damagedFile = profiles ? undefined : await setAside(path);
  return {
    profiles: profiles ?? [],
    damagedFile,
    async write(next) {
      const content = { version: 1, connections: [...next] } satisfies z.infer<typeof fileShape>;
      // Sealed keys belong to this user alone.
      await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    },
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Profile[] | undefined {
  try {
    return fileShape.parse(JSON.parse(text)).connections;
  } catch {
    return undefined;
  }
}

async function setAside(path: string): Promise<string> {
  const aside = path.replace(/\.json$/, `.damaged-${Date.now()}.json`);
  await rename(path, aside);
  return aside;
}
