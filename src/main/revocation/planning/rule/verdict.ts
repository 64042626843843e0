/**
 * What a rule says of a session. `undecided`: it asks what nobody recorded, so that neither it nor its opposite can be
 * claimed. The same word stands for what was not read yet: a `no` or `yes` that is certain already stays, whatever comes.
 */
export type Verdict = 'yes' | 'no' | 'undecided';

export function decided(holds: boolean): Verdict {
  return holds ? 'yes' : 'no';
}

export function not(verdict: Verdict): Verdict {
  if (verdict === 'undecided') return 'undecided';
  return verdict === 'yes' ? 'no' : 'yes';
}

/** `yes` when all are (also when there are none), `no` as soon as one is. */
export function all(verdicts: Iterable<Verdict>): Verdict {
  let found: Verdict = 'yes';
  for (const verdict of verdicts) {
    if (verdict === 'no') return 'no';
    if (verdict === 'undecided') found = 'undecided';
  }
  return found;
}

/** `yes` as soon as one is, `no` when all are (also when there are none). */
export function any(verdicts: Iterable<Verdict>): Verdict {
  let found: Verdict = 'no';
  for (const verdict of verdicts) {
    if (verdict === 'yes') return 'yes';
    if (verdict === 'undecided') found = 'undecided';
  }
  return found;
}
