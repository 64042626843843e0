import type { DraftTotals } from '../../../contract/domain/planning.ts';
import type { IdentityId } from '../../../contract/domain/user.ts';
import { createColumn } from '../targets/columns.ts';
import { createTargetTable, type TargetTable } from '../targets/target-table.ts';
import { type CopiedHits, copyHits } from './copy-hits.ts';
import { createCrowd } from './crowd.ts';

/** A session that a draft hits. */
export interface HitSession {
  readonly handle: string;
  /** By the id the core shows for it, or the number of a user who was added before. */
  readonly user: string | number;
  /** Epoch milliseconds; null: not read. */
  readonly createdAt: number | null;
}

type HitTotals = Pick<DraftTotals, 'sessions' | 'excluded' | 'own' | 'users' | 'byTenant' | 'byUser'>;

/** What a draft hits: distinct sessions and their users, numbered. A million of them, and no object for any. */
export interface Hits {
  /** For reading. Those that were dropped are still in it. */
  readonly targets: TargetTable;
  /** `isNew`: it was not hit before, or was dropped meanwhile. A known one takes over the user given here. */
  readonly addSession: (session: HitSession) => { readonly index: number; readonly isNew: boolean };
  /** The user's number. `name`: what people know them by. */
  readonly addUser: (
    userId: string,
    more?: { readonly name?: string; readonly identities?: readonly IdentityId[] },
  ) => number;
  /** Of a user by any id that was given for them; -1 when not there. */
  readonly findUser: (id: string) => number;
  /** Everything of this user, sessions that begin later too. */
  readonly setWhole: (user: number, whole: boolean) => void;
  readonly isWhole: (user: number) => boolean;
  /** Takes it out as if it had never been hit. */
  readonly drop: (index: number) => void;
  readonly isDropped: (index: number) => boolean;
  /** The operator takes the session out, or in again. */
  readonly keep: (index: number, excluded: boolean) => void;
  readonly isKept: (index: number) => boolean;
  /** The operator takes the user out: nothing that begins later is ended either. Their sessions are kept one by one. */
  readonly keepUser: (user: number, excluded: boolean) => void;
  readonly isUserKept: (user: number) => boolean;
  readonly isOwn: (index: number) => boolean;
  readonly isOwnUser: (user: number) => boolean;
  readonly totals: () => HitTotals;
  /** Without what was kept or dropped. Gives other work its turn meanwhile; throws when something changed by it. */
  readonly copy: () => Promise<CopiedHits>;
}

const flag = { excluded: 1, own: 2, dropped: 4 } as const;
const mostTenants = 50;

/** `isOwn` says of any id whether it is one of the operator's own. */
export function createHits(isOwn: (userId: string) => boolean): Hits {
  const targets = createTargetTable();
  const flags = createColumn(Uint8Array);
  const crowd = createCrowd(isOwn);
  const perTenant: number[] = [];
  const counts = { sessions: 0, excluded: 0, own: 0 };
  let version = 0;
  let told: { readonly version: number; readonly totals: HitTotals } | undefined;

  function has(index: number, bit: number): boolean {
    return (flags.get(index) & bit) !== 0;
  }

  function count(index: number, by: 1 | -1): void {
    const tenant = targets.tenant(index);
    perTenant[tenant] = (perTenant[tenant] ?? 0) + by;
    counts.sessions += by;
    if (has(index, flag.excluded)) counts.excluded += by;
    if (has(index, flag.own)) counts.own += by;
    const user = targets.person(index);
    if (user !== null) crowd.count(user, by);
  }

  /** Takes it out of the numbers while its flags or its user change. */
  function change(index: number, next: number, user = targets.person(index)): void {
    version += 1;
    if (!has(index, flag.dropped)) count(index, -1);
    flags.set(index, next);
    if (user !== null) targets.setPerson(index, user);
    if (!has(index, flag.dropped)) count(index, 1);
  }

  function withBit(index: number, bit: number, on: boolean): number {
    return on ? flags.get(index) | bit : flags.get(index) & ~bit;
  }

  function addSession({ handle, user, createdAt }: HitSession): { index: number; isNew: boolean } {
    const person = typeof user === 'number' ? user : crowd.addSessionUser(user);
    const { index, isNew } = targets.add(handle, { person, createdAt });
    if (isNew) {
      version += 1;
      flags.push(crowd.isOwn(person) ? flag.own : 0);
      count(index, 1);
      return { index, isNew };
    }
    const wasDropped = has(index, flag.dropped);
    const next = withBit(index, flag.own, crowd.isOwn(person)) & ~flag.dropped;
    if (next !== flags.get(index) || targets.person(index) !== person) change(index, next, person);
    return { index, isNew: wasDropped };
  }

  function totals(): HitTotals {
    if (told?.version === version) return told.totals;
    const names = targets.tenants();
    const byTenant = perTenant.map((sessions, tenant) => ({ name: names[tenant] ?? '', count: sessions }));
    const largest = byTenant.filter((tenant) => tenant.count > 0).sort((a, b) => b.count - a.count);
    const fresh: HitTotals = {
      ...counts,
      users: crowd.active(),
      byTenant: largest.slice(0, mostTenants),
      byUser: crowd.largest(),
    };
    told = { version, totals: fresh };
    return fresh;
  }

  return {
    targets,
    addSession,
    addUser: (userId, more = {}) => {
      version += 1;
      return crowd.add(userId, more);
    },
    findUser: crowd.find,
    setWhole: (user, whole) => {
      version += 1;
      crowd.setWhole(user, whole);
    },
    isWhole: crowd.isWhole,
    drop: (index) => change(index, flag.dropped),
    isDropped: (index) => has(index, flag.dropped),
    keep: (index, excluded) => change(index, withBit(index, flag.excluded, excluded)),
    isKept: (index) => has(index, flag.excluded),
    keepUser: (user, excluded) => {
      version += 1;
      crowd.keep(user, excluded);
    },
    isUserKept: crowd.isKept,
    isOwn: (index) => has(index, flag.own),
    isOwnUser: crowd.isOwn,
    totals,
    copy: () => {
      const from = version;
      return copyHits({
        targets,
        crowd,
        isTaken: (index) => !has(index, flag.dropped) && !has(index, flag.excluded),
        isHeldBack: (index) => !has(index, flag.dropped) && has(index, flag.excluded),
        isOwn: (index) => has(index, flag.own),
        changed: () => version !== from,
      });
    },
  };
}
