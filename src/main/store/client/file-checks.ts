import type { Failure } from '../../../contract/failure.ts';
import { fileIsDamaged } from '../files/store-failure.ts';

export interface FileChecks {
  /** Waits until the file was checked, if it has to be. Resolves with what is wrong with it, or null. */
  readonly checked: (file: string) => Promise<Failure | null>;
  /** Checks all in the background, one after the other. */
  readonly begin: (files: readonly string[]) => void;
}

interface FileChecksOptions {
  /** Reads the whole file. */
  readonly check: (file: string) => Promise<{ readonly damage: string | null }>;
  /** Called once for each file that is in order. */
  readonly onIntact: (file: string) => void;
}

/**
 * After an end without rest, nothing of the file that was open is believed before all of it was read: a disk that lost
 * power can have written a part of what it said.
 */
export function createFileChecks({ check, onIntact }: FileChecksOptions): FileChecks {
  const due = new Map<string, Promise<Failure | null> | null>();

  function start(file: string): Promise<Failure | null> {
    const running = check(file).then(
      ({ damage }) => {
        if (damage !== null) return fileIsDamaged(damage);
        due.delete(file);
        onIntact(file);
        return null;
      },
      (thrown: unknown) => {
        // Not known: whoever needs the file tries again.
        due.set(file, null);
        throw thrown;
      },
    );
    due.set(file, running);
    return running;
  }

  async function checked(file: string): Promise<Failure | null> {
    const running = due.get(file);
    if (running === undefined) return null;
    return running ?? start(file);
  }

  async function checkAll(files: readonly string[]): Promise<void> {
    for (const file of files) await checked(file).catch(() => undefined);
  }

  return {
    checked,
    begin(files) {
      for (const file of files) due.set(file, null);
      void checkAll(files);
    },
  };
}
