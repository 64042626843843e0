import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { eachEntry } from '../store/each-entry.ts';
import type { Store } from '../store/interface.ts';
import { isFileMissing } from '../store/unreadable-file.ts';
import { toSummary } from './report/report.ts';
import type { StoredRevocations } from './stored-revocations.ts';

interface CorrectionParts {
  readonly store: Pick<Store, 'openLog' | 'read' | 'write'>;
  readonly stored: Pick<StoredRevocations, 'load'>;
  /** Rejects when it is at work. */
  readonly alone: <T>(id: string, work: () => Promise<T>) => Promise<T>;
}

/**
 * Something was at work on these when the console was killed, or the store did not work at its end, and their files can know more
 * than the catalogue, by which lists are searched and sorted. Brings the catalogue up to date. Resolves with whether it is, as far as
 * it can be; what cannot be read or written now stays as it is. Rejects when the catalogue cannot be read.
 */
export async function correctCatalogue({ alone, store, stored }: CorrectionParts): Promise<boolean> {
  let isCorrect = true;
  for (const id of await openInCatalogue(store)) {
    const corrected = alone(id, async () => {
      const entry = await store.read.entry({ id });
      if (entry.type === 'unreadable' || entry.state !== 'ended' || !entry.summary.isOpen) return;
      const run = await stored.load(id);
      const log = store.openLog(id);
      log.append({ type: 'state', state: 'ended', summary: toSummary(entry.summary, run, run.counts) });
      await log.settle();
      await store.write.rest({ id });
    });
    await corrected.catch((thrown: unknown) => {
      if (isForNow(toAppError(thrown))) isCorrect = false;
    });
  }
  return isCorrect;
}

/** Of what is damaged nobody knows more later, and one that is at work brings its row up to date itself. */
function isForNow(error: AppError): boolean {
  return error.code === 'disk-full' || (error.code === 'store-unavailable' && !isFileMissing(error));
}

async function openInCatalogue(store: CorrectionParts['store']): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const entry of eachEntry(store, 'ended'))
    if (entry.type === 'readable' && entry.summary.isOpen) ids.push(entry.id);
  return ids;
}
