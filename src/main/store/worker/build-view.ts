import { pathToFileURL } from 'node:url';
import type { RpcMethods } from '../../shared/rpc/server.ts';
import { openScratch } from '../files/connection.ts';
import type { DataFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import { inTransactions } from '../files/transaction.ts';
import { revOf } from '../tables/head.ts';
import { selectView } from '../tables/select-view.ts';
import type { ViewCalls } from './protocol.ts';
import { throttleProgress } from './throttle-progress.ts';

/** Finds and sorts rows of a revocation into a file of row ids. Whoever cancels it ends the thread. */
export function createViewBuilder(folder: DataFolder): RpcMethods<ViewCalls> {
  return {
    build({ file: name, view, request }, { progress }) {
      const tell = throttleProgress(progress);
      try {
        const file = openScratch(folder.view(view));
        try {
          const source = `${pathToFileURL(folder.revocation(name)).href}?mode=ro`;
          file.prepare('ATTACH ? AS source').run(source);
          const steps = inTransactions(file, selectView(file, revOf(file, request.id), request));
          for (;;) {
            const step = steps.next();
            if (step.done) return { total: step.value };
            tell(step.value);
          }
        } finally {
          file.close();
        }
      } catch (thrown) {
        throw storeFailure(thrown);
      }
    },
  };
}
