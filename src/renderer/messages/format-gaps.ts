import { type Coverage, type Gap, gapsOf } from '../../contract/domain/coverage.ts';
import type { PlanSource } from '../../contract/domain/revocation/plan.ts';
import type { MessageKey } from './catalogue.ts';
import { text } from './text.ts';

/** Whether it is said of a plan that can still be changed, or of a revocation that was started. */
export type GapTime = 'asked' | 'started';

interface GapSentence {
  readonly gap: Gap;
  readonly sentence: string;
}

const gapKeys: Readonly<Record<Gap, MessageKey>> = {
  'unread-users': 'coverage.unread-users',
  'unread-sessions': 'coverage.unread-sessions',
  'undecided-sessions': 'coverage.undecided-sessions',
  'users-not-scanned': 'coverage.users-not-scanned',
  'users-not-scanned-again': 'coverage.users-not-scanned-again',
  'users-not-watched': 'coverage.users-not-watched',
  'ambiguous-lines': 'coverage.ambiguous-lines',
  'unknown-lines': 'coverage.unknown-lines',
  'malformed-lines': 'coverage.malformed-lines',
  'unread-lines': 'coverage.unread-lines',
  'lines-not-looked-up': 'coverage.lines-not-looked-up',
};

/** One gap: how many, and what that means for the sessions. Null: an unknown number. */
export function formatGap(gap: Gap, count: number | null, time: GapTime): string {
  return text(gapKeys[gap], { known: count === null ? 'no' : 'yes', count: count ?? 0, time });
}

/** What a plan does not cover, in the order of `gaps`. */
export function gapSentences(coverage: Coverage, time: GapTime): readonly GapSentence[] {
  return gapsOf(coverage).map(({ gap, count }) => ({ gap, sentence: formatGap(gap, count, time) }));
}

const shortKeys: Readonly<Record<Gap, MessageKey>> = {
  'unread-users': 'coverage.short.unread-users',
  'unread-sessions': 'coverage.short.unread-sessions',
  'undecided-sessions': 'coverage.short.undecided-sessions',
  'users-not-scanned': 'coverage.short.users-not-scanned',
  'users-not-scanned-again': 'coverage.short.users-not-scanned-again',
  'users-not-watched': 'coverage.short.users-not-watched',
  'ambiguous-lines': 'coverage.short.ambiguous-lines',
  'unknown-lines': 'coverage.short.unknown-lines',
  'malformed-lines': 'coverage.short.malformed-lines',
  'unread-lines': 'coverage.short.unread-lines',
  'lines-not-looked-up': 'coverage.short.lines-not-looked-up',
};

/** The gaps in one line, where their sentences are folded away: "2 ambiguous lines, 1 malformed line". */
export function shortGaps(coverage: Coverage): string {
  return gapsOf(coverage)
    .map(({ gap, count }) =>
      text(shortKeys[gap], { known: count === null ? 'no' : 'yes', count: count ?? 0 }),
    )
    .join(', ');
}

/** All of them, a line each, for a tooltip; undefined: there are none. */
export function formatGapsTitle(coverage: Coverage): string | undefined {
  const sentences = gapSentences(coverage, 'started');
  return sentences.length === 0 ? undefined : sentences.map(({ sentence }) => sentence).join('\n');
}

/** How the sessions of a plan are found. */
export interface ScanKind {
  readonly source: Pick<PlanSource, 'type'>;
  readonly hasSecondScan: boolean;
}

/** What no scan can find, whatever the plan: these are no gaps of one plan. None where sessions were not found by a scan. */
export function scanLimits({ source, hasSecondScan }: ScanKind, time: GapTime): readonly string[] {
  return [
    ...(source.type === 'rule' ? [text('coverage.scan-limit', { time })] : []),
    ...(hasSecondScan ? [text('coverage.second-scan-limit', { time })] : []),
  ];
}
