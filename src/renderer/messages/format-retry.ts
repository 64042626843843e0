interface Source {
  readonly type: 'list' | 'rule';
  /** The revocation whose gaps are tried again. */
  readonly retryOf?: string | undefined;
}

/** What a list or a rule is narrowed to when gaps are tried again; null: it is whole. */
export function retryWords({ retryOf, type }: Source): string | null {
  if (retryOf === undefined) return null;
  return type === 'list'
    ? 'only lines that were not covered before'
    : 'only users and sessions that could not be read before';
}

/** The words for a list or a rule, and what it is narrowed to. */
export function withRetryWords(words: string, source: Source): string {
  const only = retryWords(source);
  return only === null ? words : `${words}, ${only}`;
}
