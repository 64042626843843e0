import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { createListUpload } from './list-upload.ts';

const chunk = new Uint8Array(1);
const page = new AbortController().signal;

/** A list that notes how it was ended, and takes a chunk only when it may. */
function aList() {
  const clock = createTestClock();
  const ended = new AbortController();
  const ends: string[] = [];
  let take: () => void = () => undefined;
  const upload = createListUpload({
    clock,
    signal: ended.signal,
    add: () => new Promise<void>((resolve) => (take = resolve)),
    end: async () => void ends.push('ended'),
    fail: () => void ends.push('failed'),
  });
  return { clock, ended, ends, upload, take: () => take() };
}

describe('the rest of a list', () => {
  it('is given up as soon as the window goes that reads it', async () => {
    const list = aList();
    const window = new AbortController();
    const adding = list.upload.add(chunk, window.signal);
    window.abort();
    expect(list.ends).toEqual(['failed']);
    list.take();
    await adding;
    list.clock.advance(600_000);
    expect(list.ends).toEqual(['failed']);
  });

  it('is given up as soon as the window goes between two chunks', async () => {
    const list = aList();
    const window = new AbortController();
    const adding = list.upload.add(chunk, window.signal);
    list.take();
    await adding;
    window.abort();
    expect(list.ends).toEqual(['failed']);
    list.clock.advance(600_000);
    expect(list.ends).toEqual(['failed']);
  });

  it('is not given up when the window goes after all of it came', async () => {
    const list = aList();
    const window = new AbortController();
    const adding = list.upload.add(chunk, window.signal);
    list.take();
    await adding;
    await list.upload.finish(null);
    window.abort();
    expect(list.ends).toEqual(['ended']);
  });

  it('is given up when nothing comes for a minute, neither at first nor between two chunks', async () => {
    const silent = aList();
    const halted = aList();
    const adding = halted.upload.add(chunk, page);
    halted.take();
    await adding;
    for (const { clock } of [silent, halted]) clock.advance(59_000);
    expect([silent.ends, halted.ends]).toEqual([[], []]);
    for (const { clock } of [silent, halted]) clock.advance(1_000);
    expect([silent.ends, halted.ends]).toEqual([['failed'], ['failed']]);
  });

  it('is waited for as long as main itself takes, for instance while it is paused', async () => {
    const list = aList();
    void list.upload.add(chunk, page);
    list.clock.advance(3_600_000);
    expect(list.ends).toEqual([]);
  });

  it('is not waited for after its end, nor after the list was stopped', async () => {
    const finished = aList();
    await finished.upload.finish(null);
    const stopped = aList();
    stopped.ended.abort();
    for (const { clock } of [finished, stopped]) clock.advance(600_000);
    expect([finished.ends, stopped.ends]).toEqual([['ended'], []]);
  });
});
