import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RevocationReport, TargetRow } from '../../../contract/domain/revocation.ts';
import { call, readStream } from '../../app/curfew.ts';

export function reportsKey(connectionId: string) {
  return ['revocation.reports', connectionId] as const;
}

/** Revocations of this run of the console, newest first. */
export function reportsQuery(connectionId: string) {
  return queryOptions({
    queryKey: reportsKey(connectionId),
    queryFn: ({ signal }) => call('revocation.reports', { connectionId }, signal),
    staleTime: 0,
  });
}

export function reportQuery(id: string) {
  return queryOptions({
    queryKey: ['revocation.report', id],
    queryFn: ({ signal }) => call('revocation.report', { id }, signal),
  });
}

/** How each target of a revocation stands, as of this report: reading again makes a newer one. */
export function targetsQuery({ id, counts, newcomers }: RevocationReport) {
  return queryOptions({
    queryKey: ['revocation.targets', id, counts, newcomers],
    queryFn: async ({ signal }) => {
      const rows: TargetRow[] = [];
      await readStream('revocation.targets', { id }, (batches) => rows.push(...batches.flat()), signal);
      return rows as readonly TargetRow[];
    },
    placeholderData: keepPreviousData,
  });
}
