import { eachEntry } from '../../../../src/main/store/each-entry.ts';
import { FakeCore } from '../cores/fake-core.ts';
import type { RevocationDriver } from '../revocations/revocation-driver.ts';

/** What happens to accounts, at so many calls. */
interface AccountEvent {
  readonly at: number;
  readonly type: 'link' | 'map' | 'sign-in' | 'sign-in-outside';
  readonly of: number;
  readonly other: number;
}

/** Accounts of a core, each with two sessions, that are linked, get external ids and sign in; and who is whose. */
export class Accounts {
  readonly core = new FakeCore();
  readonly ids: readonly string[];
  /** The account of each session. */
  readonly ownerOf = new Map<string, number>();
  /** Sessions that the core ended because of a link. */
  readonly endedByCore = new Set<string>();
  readonly firstOf: readonly string[];
  readonly secondOf: readonly string[];
  /** Accounts with the same number are one user. */
  userOf: readonly number[];
  readonly #outside = new Set<number>();

  constructor(length: number) {
    const { core } = this;
    this.ids = Array.from({ length }, (_, n) => core.addUser({ email: `user-${n}@alpha.example` })[0] ?? '');
    this.firstOf = this.ids.map((_, n) => this.signIn(n));
    this.secondOf = this.ids.map((_, n) => this.signIn(n));
    this.userOf = this.ids.map((_, n) => n);
  }

  signIn(of: number, isOutside = false): string {
    const id = isOutside && this.#outside.has(of) ? `outside-${of}` : (this.ids[of] as string);
    const handle = this.core.addSession(id);
    this.ownerOf.set(handle, of);
    return handle;
  }

  happen({ of, other, type }: AccountEvent): void {
    if (type === 'link') this.#link(of, other);
    else if (type !== 'map') this.signIn(of, type === 'sign-in-outside');
    else if (!this.#outside.has(of)) {
      this.#outside.add(of);
      this.core.map(this.ids[of] as string, `outside-${of}`);
    }
  }

  /** Each event at its number of calls. */
  follow(events: readonly AccountEvent[]): void {
    let calls = 0;
    let left = events;
    this.core.fault = (_call, perform) => {
      calls += 1;
      const due = left.filter(({ at }) => at <= calls);
      left = left.filter(({ at }) => at > calls);
      for (const one of due) this.happen(one);
      return perform();
    };
  }

  #link(primary: number, other: number): void {
    const [first, second] = [this.userOf[primary], this.userOf[other]];
    if (first === undefined || first === second) return;
    const before = [...this.core.sessions.keys()];
    this.core.link(this.ids[primary] as string, this.ids[other] as string);
    for (const handle of before) if (!this.core.sessions.has(handle)) this.endedByCore.add(handle);
    this.userOf = this.userOf.map((user) => (user === second ? first : user));
  }
}

/** Removes drafts that were not started: a connection has few of them, and with more, no list would be begun any more. */
export async function removeDrafts({ store }: Pick<RevocationDriver, 'store'>): Promise<void> {
  const left: string[] = [];
  for await (const { id } of eachEntry(store, 'draft', 'planned')) left.push(id);
  for (const id of left) await store.write.remove({ id });
}
