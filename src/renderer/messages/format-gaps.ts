import { type Coverage, type Gap, gapsOf } from '../../contract/domain/coverage.ts';
import type { PlanScope } from '../../contract/domain/revocation.ts';
import { plural } from './format-count.ts';

/** Whether it is said of a plan that can still be changed, or of a revocation that was started. */
export type GapTime = 'asked' | 'started';

export interface GapSentence {
  readonly gap: Gap;
  readonly words: string;
}

/**
 * What a plan does not cover, in the order of `gaps`: how many, and what that means for the sessions. A `null` in the
 * coverage is said as an unknown number.
 */
export function gapSentences(coverage: Coverage, time: GapTime): readonly GapSentence[] {
  return gapsOf(coverage).map(({ gap, count }) => ({ gap, words: formatGap(gap, count, time) }));
}

/** All of them, a line each, for a title; undefined: there are none. */
export function gapsTitle(coverage: Coverage): string | undefined {
  const sentences = gapSentences(coverage, 'started');
  return sentences.length === 0 ? undefined : sentences.map(({ words }) => words).join('\n');
}

/** One gap, as a sentence of what it is and one of what it means. */
export function formatGap(gap: Gap, count: number | null, time: GapTime): string {
  const isOne = count === 1;
  const is = isOne ? 'is' : 'are';
  const was = isOne ? 'was' : 'were';
  const end = time === 'asked' ? is : was;
  const it = isOne ? 'it' : 'them';
  const lines = `${countWords(count, 'line')} of the list`;
  const nothing = `Nothing ${time === 'asked' ? 'is' : 'was'} ended for ${it}.`;
  switch (gap) {
    case 'unread-users':
      return `${countWords(count, 'user')} could not be read. Sessions of ${isOne ? 'this user' : 'these users'} can still be active.`;
    case 'unread-sessions':
      return `${countWords(count, 'session')} of the scanned users could not be read. ${isOne ? 'It' : 'They'} can still be active.`;
    case 'undecided-sessions':
      return `For ${countWords(count, 'session').toLowerCase()}, a fact that the rule needs was not recorded. ${isOne ? 'It' : 'They'} ${end} not ended.`;
    case 'users-not-scanned':
      return `${countWords(count, 'user')} ${was} not scanned, because the scan was stopped. Sessions of ${isOne ? 'this user' : 'these users'} can still be active.`;
    case 'users-not-scanned-again':
      return `${countWords(count, 'user')} ${was} not visited by the second scan, because it was stopped. Sessions that ${isOne ? 'this user' : 'these users'} began since the first scan can still be active.`;
    case 'ambiguous-lines':
      return `${lines} ${isOne ? 'fits' : 'fit'} several users, and none of these users was chosen. ${nothing}`;
    case 'unknown-lines':
      return `${lines} ${is} not known to the core. ${nothing}`;
    case 'malformed-lines':
      return `${lines} cannot be a session or a user. ${nothing}`;
    case 'unread-lines':
      return `${lines} could not be looked up. ${nothing}`;
    case 'lines-not-looked-up':
      return `${lines} ${was} not looked up, because the list was stopped. ${nothing}`;
  }
}

function countWords(count: number | null, one: string): string {
  return count === null ? `An unknown number of ${one}s` : plural(count, one);
}

/** What no scan can find, for any rule: it is no gap of one plan. Null: sessions were not found by a scan. */
export function formatScanLimit({ type }: Pick<PlanScope, 'type'>, time: GapTime): string | null {
  if (type !== 'rule') return null;
  const end = time === 'asked' ? 'are' : 'were';
  return `Sessions under ids without a user record cannot be found by a scan. They ${end} not ended.`;
}
