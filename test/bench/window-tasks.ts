import type { CDPSession } from 'playwright';

/** What the window's main thread was busy with. While a task runs, nothing is drawn and nobody is answered. */
export interface WindowTasks {
  /** Of the longest task, in ms: from its start to its end, also while others had the processor. */
  readonly longest: number;
  /** The most that any task took of the processor itself, in ms. */
  readonly busiest: number;
  /** Tasks of 50 ms and longer. */
  readonly long: number;
}

/** As much of the trace format as is used here. Times are in microseconds. */
interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const TASK = 'ThreadControllerImpl::RunTask';
const MAIN_THREAD = 'CrRendererMain';
const US_IN_MS = 1_000;
const LONG_MS = 50;

/** Has the browser note each task of the window until `stop` is called. */
export async function watchTasks(session: CDPSession): Promise<{ stop: () => Promise<WindowTasks> }> {
  const events: TraceEvent[] = [];
  // The protocol's own type knows no fields of an event.
  const collect = ({ value }: { value: object[] }): void => void events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  return {
    stop: async () => {
      const complete = new Promise<void>((resolve) =>
        session.once('Tracing.tracingComplete', () => resolve()),
      );
      await session.send('Tracing.end');
      await complete;
      session.off('Tracing.dataCollected', collect);
      return summary(events);
    },
  };
}

function summary(events: readonly TraceEvent[]): WindowTasks {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const main = new Set(
    events.filter(({ ph, args }) => ph === 'M' && args.name === MAIN_THREAD).map(threadOf),
  );
  const tasks = events.filter((event) => event.name === TASK && main.has(threadOf(event)));
  if (tasks.length === 0) throw new Error('The browser noted no task of the window.');
  const most = (times: readonly (number | undefined)[]) =>
    times.reduce<number>((longest, time = 0) => Math.max(longest, time / US_IN_MS), 0);
  return {
    longest: most(tasks.map(({ dur }) => dur)),
    busiest: most(tasks.map(({ tdur }) => tdur)),
    long: tasks.filter(({ dur = 0 }) => dur >= LONG_MS * US_IN_MS).length,
  };
}
