import { describe, expect, test } from 'vitest';
import { failure } from '../../../contract/failure.ts';
import { createViewStreams, type OpenView, type RowsViewItem } from './view-streams.ts';

/** Main's side of a view. */
function viewOfMain() {
  const view = {
    isOpen: true,
    send: (_items: RowsViewItem[]): void => undefined,
    fail: (): void => undefined,
  };
  const open: OpenView = (onItems, signal) => {
    view.send = onItems;
    signal.addEventListener('abort', () => {
      view.isOpen = false;
    });
    return new Promise((_resolve, reject) => {
      view.fail = () => reject(failure('store-unavailable'));
    });
  };
  return { view, open };
}

function ready(view: string): RowsViewItem[] {
  return [{ type: 'ready', view, total: 1 }];
}

function openViews() {
  const streams = createViewStreams();
  const shown: (string | null)[] = [];
  const handlers = {
    onItem: (item: RowsViewItem) => void shown.push(item.type === 'ready' ? item.view : item.type),
    onFailed: ({ code }: { readonly code: string }) => void shown.push(code),
  };
  return { shown, begin: (open: OpenView) => streams.begin(open, handlers), close: streams.close };
}

describe('a view that is shown', () => {
  test('stays open until the next one is ready', () => {
    const { begin, shown } = openViews();
    const [first, second] = [viewOfMain(), viewOfMain()];
    begin(first.open);
    first.view.send(ready('first'));
    begin(second.open);
    second.view.send([{ type: 'progress', done: 1, of: 2 }]);
    expect(first.view.isOpen).toBe(true);
    second.view.send(ready('second'));
    expect([first.view.isOpen, second.view.isOpen]).toEqual([false, true]);
    expect(shown).toEqual(['first', 'progress', 'second']);
  });

  test('is not closed by one that was left, and is ready too late', () => {
    const { begin, shown } = openViews();
    const [first, second] = [viewOfMain(), viewOfMain()];
    begin(first.open);
    first.view.send(ready('first'));
    const leave = begin(second.open);
    leave();
    second.view.send(ready('second'));
    expect([first.view.isOpen, second.view.isOpen]).toEqual([true, false]);
    expect(shown).toEqual(['first']);
  });

  test('is closed when it is shown no more, and not when what began it is left', () => {
    const { begin, close } = openViews();
    const { open, view } = viewOfMain();
    const leave = begin(open);
    view.send(ready('first'));
    leave();
    expect(view.isOpen).toBe(true);
    close();
    expect(view.isOpen).toBe(false);
  });
});

test('a view that fails says why, unless it was left', async () => {
  const { begin, shown } = openViews();
  const [first, second] = [viewOfMain(), viewOfMain()];
  begin(first.open)();
  begin(second.open);
  first.view.fail();
  second.view.fail();
  await expect.poll(() => shown).toEqual(['store-unavailable']);
});
