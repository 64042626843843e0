import type { AuditFilter } from '../../../../src/contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../../src/contract/domain/audit/record.ts';
import type { AuditLog } from '../../../../src/main/audit/audit-log.ts';
import { signerOf, type TestChain } from './audit-records.ts';

type UsedByExports =
  | 'checkpoint'
  | 'head'
  | 'publicKeys'
  | 'record'
  | 'records'
  | 'refresh'
  | 'sign'
  | 'state';

/** What an export uses of a log, over a chain. Its records come in pages of three. */
export function logOf(chain: TestChain): AuditLog {
  const key = chain.key();
  const used: Pick<AuditLog, UsedByExports> = {
    checkpoint: async () => chain.checkpoint(),
    head: () => chain.head(),
    publicKeys: async () => (key === null ? [] : [{ key: key.key, publicKey: key.publicKey }]),
    refresh: async () => undefined,
    sign: signerOf(key),
    record: async ({ targets: _targets, ...entry }) => chain.add(entry),
    state: () => ({
      head: chain.head(),
      first: chain.records[0]?.sequence ?? null,
      signing:
        key === null ? { state: 'unsigned', reason: 'no-secret-store' } : { state: 'signed', key: key.key },
      error: null,
      setAside: [],
      openIntents: 0,
    }),
    records: async function* (filter) {
      for (let at = 0; at < chain.records.length; at += 3)
        yield chain.records.slice(at, at + 3).filter((record) => isWanted(record, filter));
    },
  };
  return used as AuditLog;
}

function isWanted({ revocation, user }: AuditRecord, filter: AuditFilter): boolean {
  const { revocation: ofRevocation, userId } = filter;
  return (userId === null || userId === user) && (ofRevocation === null || ofRevocation === revocation);
}
