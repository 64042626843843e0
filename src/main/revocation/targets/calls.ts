import type { Target } from './ledger.ts';

/**
 * Which targets go into one call. A handle of a tenant that does not exist fails its whole call while part of it may be
 * done already, so a call holds handles of one tenant only: what is wrong with one tenant never casts doubt on another.
 */
export function toCalls(targets: readonly Target[]): string[][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const key = `${target.callSize} ${target.tenantId}`;
    const group = groups.get(key);
    if (group) group.push(target);
    else groups.set(key, [target]);
  }
  return [...groups.values()].flatMap((group) => {
    const size = Math.max(1, group[0]?.callSize ?? 1);
    const handles = group.map(({ handle }) => handle);
    return Array.from({ length: Math.ceil(handles.length / size) }, (_, index) =>
      handles.slice(index * size, (index + 1) * size),
    );
  });
}
