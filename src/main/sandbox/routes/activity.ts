import type { Store } from '../store/store.ts';

/** Marks the primary user behind an id of any kind as active now. An id that is no user counts too. */
export function markActive(store: Store, userId: string): void {
  const inner = store.mappings.inner(userId);
  store.activity.mark(store.users.get(inner)?.id ?? inner);
}
