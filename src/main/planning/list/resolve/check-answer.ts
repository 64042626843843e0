import type { SessionRow } from '../../../../contract/domain/session.ts';
import { failure } from '../../../../contract/failure.ts';
import { isStorableId, isStorableNumber } from '../../../store/records.ts';

/** Throws when what the core answered cannot be the id of a session or a user. */
export function checkId(id: string): void {
  if (!isStorableId(id)) throw unusable();
}

export function checkSession({ handle, timeCreated, userId }: SessionRow): void {
  checkId(handle);
  checkId(userId);
  if (!isStorableNumber(timeCreated)) throw unusable();
}

function unusable() {
  return failure('core-error', 'The core answered with an id or a time that no session or user can have.');
}
