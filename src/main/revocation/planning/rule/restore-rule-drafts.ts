import { readdir, rename, rm } from 'node:fs/promises';
import type { DraftState } from '../../../../contract/domain/planning.ts';
import { draftId } from '../../../../contract/domain/planning.ts';
import type { DraftWork } from '../draft-work.ts';
import type { RulePorts } from './draft-ports.ts';
import { openScan } from './open-scan.ts';
import { createRuleDraft } from './rule-draft.ts';
import type { Scan } from './scan.ts';
import { draftsFolder, idOfLog, scanFiles } from './scan-files.ts';

interface Restored {
  readonly drafts: readonly DraftWork[];
  /** Where files went that cannot be read any more. */
  readonly damaged: readonly string[];
}

/** The rule drafts that an earlier run of the console left. Nothing is read from a core before they are resumed. */
export async function restoreRuleDrafts(ports: RulePorts): Promise<Restored> {
  const folder = draftsFolder(ports.dataDirectory);
  const drafts: DraftWork[] = [];
  const damaged: string[] = [];
  for (const name of await namesIn(folder)) {
    const id = idOfLog(name);
    if (!draftId.safeParse(id).success || id === undefined) continue;
    try {
      const scan = await openScan(folder, id, ports.isOwn);
      if (scan) drafts.push(createRuleDraft(ports, scan, stateOf(scan)));
      else await removeFiles(folder, id);
    } catch {
      damaged.push(await setAside(scanFiles(folder, id).log, (ports.now ?? Date.now)()));
    }
  }
  return { drafts, damaged };
}

function stateOf(scan: Scan): DraftState {
  const { ended } = scan.place();
  return ended === null ? { state: 'paused', by: 'restart', error: null } : { state: ended };
}

/** Where it is then: where it was, when it cannot be moved. */
async function setAside(file: string, now: number): Promise<string> {
  const aside = `${file}.damaged-${now}`;
  return rename(file, aside).then(
    () => aside,
    () => file,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (thrown) {
    if (thrown instanceof Error && Reflect.get(thrown, 'code') === 'ENOENT') return [];
    throw thrown;
  }
}

async function removeFiles(folder: string, id: string): Promise<void> {
  for (const file of Object.values(scanFiles(folder, id))) await rm(file, { force: true });
}
