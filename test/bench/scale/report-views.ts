import type { TargetsViewRequest } from '../../../src/contract/domain/revocation/targets.ts';
import type { MemoryPage } from '../console/memory-page.ts';

export interface ReportTime {
  readonly name: string;
  readonly ms: number;
}

const PAGE = 100;
const PAGES = 20;

type View = Omit<TargetsViewRequest, 'id'>;

const inOrder: View = { show: 'all', search: '', sort: null };
const views: readonly (readonly [name: string, view: View])[] = [
  ['filtered by a state that all have', { ...inOrder, show: 'revoked' }],
  ['filtered by a state that none has', { ...inOrder, show: 'failed' }],
  // The last four digits of a thousand sessions' third group: rare, and in every part of the table.
  ['searched for a rare text', { ...inOrder, search: '-00ff-' }],
  ['searched for a text that is nowhere', { ...inOrder, search: 'nobody@nowhere.example' }],
  ['sorted by handle', { ...inOrder, sort: { column: 'handle', direction: 'ascending' } }],
  ['sorted by user', { ...inOrder, sort: { column: 'userId', direction: 'descending' } }],
  ['sorted by time of the end', { ...inOrder, sort: { column: 'endedAt', direction: 'descending' } }],
  ['sorted by state', { ...inOrder, sort: { column: 'state', direction: 'ascending' } }],
];

/** What the page of a report waits for: opening it, each kind of view, and pages at the end. */
export async function measureReport(page: MemoryPage, id: string, targets: number): Promise<ReportTime[]> {
  const times: ReportTime[] = [];

  async function time<T>(name: string, work: () => Promise<T>, repeated = 1): Promise<T> {
    const started = performance.now();
    const value = await work();
    times.push({ name, ms: (performance.now() - started) / repeated });
    return value;
  }

  async function pagesAtEnd(view: string | null, total: number): Promise<void> {
    for (let back = PAGES; back > 0; back -= 1) {
      const offset = Math.max(0, total - back * PAGE);
      const { rows } = await page.call('revocation.targets', { id, view, offset, limit: PAGE });
      if (rows.length !== Math.min(PAGE, total)) throw new Error(`A page has ${rows.length} rows.`);
    }
  }

  await time('opened', async () => {
    await page.call('revocation.report', { id });
    await page.call('revocation.targets', { id, view: null, offset: 0, limit: PAGE });
  });
  await time('a page at the end', () => pagesAtEnd(null, targets), PAGES);
  for (const [name, request] of views) {
    const open = await time(name, () => openView(page, { id, ...request }));
    if (request.sort?.column === 'handle')
      await time('a page at the end, sorted', () => pagesAtEnd(open.view, open.total), PAGES);
    open.leave();
  }
  return times;
}

/** A view lives as long as its stream. */
async function openView(page: MemoryPage, request: TargetsViewRequest) {
  const ready = Promise.withResolvers<{ readonly view: string | null; readonly total: number }>();
  const { ended, leave } = page.follow('revocation.targetsView', request, (items) => {
    for (const item of items) if (item.type === 'ready') ready.resolve(item);
  });
  ended.catch(ready.reject);
  return { ...(await ready.promise), leave };
}
