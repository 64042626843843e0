import type { LoginMethodKind } from '../../../contract/domain/user.ts';
import type { OpenFile } from '../files/connection.ts';
import type { CountRepository } from './counts.ts';
import { checksum, cut, rowIsDamaged } from './rows.ts';

/**
 * Kinds of login methods: a plan has few, and its targets have them by number. Of a core with more kinds than a plan
 * can have numbers for, the rest is not known.
 */
const maxLoginMethods = 10_000;

/** Stored in place of a third party where there is none. */
const noThirdParty = '';

/** The number of the kind; undefined: it is not there yet. Throws `store-damaged` when its checksum is wrong. */
function findLoginMethod(
  file: OpenFile,
  rev: number,
  { recipeId, thirdPartyId }: LoginMethodKind,
): number | undefined {
  const row = file
    .prepare('SELECT number, crc FROM login_method WHERE rev = ? AND recipe = ? AND third_party = ?')
    .get(rev, recipeId, thirdPartyId ?? noThirdParty);
  if (!row) return undefined;
  if (checksum(rev, Number(row.number), recipeId, thirdPartyId ?? noThirdParty) !== row.crc)
    throw rowIsDamaged();
  return Number(row.number);
}

function insertLoginMethod(
  file: OpenFile,
  rev: number,
  number: number,
  { recipeId, thirdPartyId }: LoginMethodKind,
): void {
  const thirdParty = thirdPartyId ?? noThirdParty;
  file
    .prepare('INSERT INTO login_method VALUES (?, ?, ?, ?, ?)')
    .run(rev, number, recipeId, thirdParty, checksum(rev, number, recipeId, thirdParty));
}

/** Those with these numbers, without those that are damaged or not there. */
export function readLoginMethods(
  file: OpenFile,
  rev: number,
  numbers: readonly number[],
): ReadonlyMap<number, LoginMethodKind> {
  const rows = file
    .prepare(
      `SELECT m.number, m.recipe, m.third_party AS thirdParty, m.crc FROM json_each(?) AS j
       CROSS JOIN login_method AS m ON m.rev = ? AND m.number = j.value`,
    )
    .all(JSON.stringify(numbers), rev) as unknown as readonly LoginMethodRow[];
  return new Map(
    rows
      .filter(({ crc, number, recipe, thirdParty }) => checksum(rev, number, recipe, thirdParty) === crc)
      .map(({ number, recipe, thirdParty }) => [
        number,
        { recipeId: recipe, thirdPartyId: thirdParty === noThirdParty ? null : thirdParty },
      ]),
  );
}

interface LoginMethodRow {
  readonly number: number;
  readonly recipe: string;
  readonly thirdParty: string;
  readonly crc: number;
}

/** Kinds of login methods during one transaction, each stored once, by number. */
export interface LoginMethodRepository {
  /** The number of the kind, which is added when it is a new one. Null: not known. */
  readonly numberOf: (kind: LoginMethodKind | null | undefined) => number | null;
}

export function createLoginMethodRepository(
  file: OpenFile,
  rev: number,
  counts: CountRepository,
): LoginMethodRepository {
  const numbers = new Map<string, number | null>();

  function findOrAdd(kind: LoginMethodKind): number | null {
    const known = findLoginMethod(file, rev, kind);
    if (known !== undefined) return known;
    if (counts.get('last.login-method') >= maxLoginMethods) return null;
    const number = counts.next('login-method');
    insertLoginMethod(file, rev, number, kind);
    return number;
  }

  return {
    numberOf: (kind) => {
      if (!kind) return null;
      const key = `${kind.recipeId} ${kind.thirdPartyId ?? ''}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = findOrAdd({ recipeId: cut(kind.recipeId), thirdPartyId: cut(kind.thirdPartyId) });
      numbers.set(key, number);
      return number;
    },
  };
}
