import type { MalformedCode, MalformedReason } from '../../../../contract/domain/planning.ts';

export function malformed(code: MalformedCode, count: number | null = null): MalformedReason {
  return { code, count };
}
