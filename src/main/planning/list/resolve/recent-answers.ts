/** The last answers by what was asked, shared by those who ask while it is under way. Failures are not remembered. */
interface RecentAnswers<T> {
  readonly get: (key: string, read: () => Promise<T>) => Promise<T>;
  readonly forget: (key: string) => void;
}

/** Remembers at most `most`: see `createRecentMap`. */
export function createRecentAnswers<T>(most: number): RecentAnswers<T> {
  const answers = createRecentMap<Promise<T>>(most);
  return {
    get: (key, read) => {
      const known = answers.get(key);
      if (known) return known;
      const answer = read();
      answers.set(key, answer);
      answer.catch(() => {
        if (answers.get(key) === answer) answers.delete(key);
      });
      return answer;
    },
    forget: answers.delete,
  };
}

/**
 * Answers many keys at once: those that are remembered, and the others by one `read`, which may leave some of them out. Remembers
 * at most `most` answers, of those that are `isLasting`.
 */
export function createRecentReads<T>(
  most: number,
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  isLasting: (answer: T) => boolean = () => true,
): (keys: readonly string[]) => Promise<ReadonlyMap<string, T>> {
  const recent = createRecentMap<T>(most);
  return async (keys) => {
    const answers = new Map<string, T>();
    const unknown: string[] = [];
    for (const key of new Set(keys)) {
      const known = recent.get(key);
      if (known === undefined) unknown.push(key);
      else answers.set(key, known);
    }
    if (unknown.length === 0) return answers;
    for (const [key, answer] of await read(unknown)) {
      answers.set(key, answer);
      if (isLasting(answer)) recent.set(key, answer);
    }
    return answers;
  };
}

interface RecentMap<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => void;
}

/**
 * Remembers at most `most` values: the half that was set or asked for last, and of the others those from before. Two maps
 * take turns, because to delete the oldest of one map again and again is slow: it steps over what was deleted.
 */
export function createRecentMap<T>(most: number): RecentMap<T> {
  const half = Math.ceil(most / 2);
  let newer = new Map<string, T>();
  let older = new Map<string, T>();

  function set(key: string, value: T): void {
    newer.set(key, value);
    if (newer.size < half) return;
    older = newer;
    newer = new Map();
  }

  return {
    set,
    get: (key) => {
      const value = newer.get(key);
      if (value !== undefined) return value;
      const before = older.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    delete: (key) => {
      newer.delete(key);
      older.delete(key);
    },
  };
}
