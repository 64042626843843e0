import type { LoginMethodKind } from '../../../../contract/domain/user.ts';
import type { OpenFile } from '../open-file.ts';
import { findLoginMethod, insertLoginMethod, mostLoginMethods } from '../rows/login-method-row.ts';
import { cut } from '../rows/text.ts';
import type { CountRepository } from './counts.ts';

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
    if (counts.get('last.login-method') >= mostLoginMethods) return null;
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
