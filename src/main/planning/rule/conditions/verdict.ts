/**
 * What a rule says of a session. `undecided`: the fact that it needs was not recorded, so neither the rule nor its
 * opposite can be claimed. The same word is used for facts that were not read yet: a `yes` or `no` that is certain
 * without them stays.
 */
export type Verdict = 'yes' | 'no' | 'undecided';

export function decided(isTrue: boolean): Verdict {
  return isTrue ? 'yes' : 'no';
}

export function not(verdict: Verdict): Verdict {
  if (verdict === 'undecided') return 'undecided';
  return verdict === 'yes' ? 'no' : 'yes';
}

/** `yes` when all are (also when there are none), `no` as soon as one is. */
export function all(verdicts: Iterable<Verdict>): Verdict {
  let joined: Verdict = 'yes';
  for (const verdict of verdicts) {
    if (verdict === 'no') return 'no';
    if (verdict === 'undecided') joined = 'undecided';
  }
  return joined;
}

/** `yes` as soon as one is, `no` when all are (also when there are none). */
export function any(verdicts: Iterable<Verdict>): Verdict {
  let joined: Verdict = 'no';
  for (const verdict of verdicts) {
    if (verdict === 'yes') return 'yes';
    if (verdict === 'undecided') joined = 'undecided';
  }
  return joined;
}
