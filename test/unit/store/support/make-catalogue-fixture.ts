import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { appendRecords } from '../../../../src/main/store/audit/append-records.ts';
import { createCatalogue } from '../../../../src/main/store/catalogue/catalogue.ts';
import { catalogueMigrations } from '../../../../src/main/store/catalogue/catalogue-file.ts';
import { closeAtRest, openForWriting } from '../../../../src/main/store/files/connection.ts';
import { makeSchema } from '../../../../src/main/store/files/migrate.ts';
import { transaction } from '../../../../src/main/store/files/transaction.ts';
import type { RevocationSummary } from '../../../../src/main/store/records.ts';
import { createTestChain, testKey } from '../../audit/support/audit-records.ts';

// Makes the fixture of a version of `curfew.db`, the newest where none is named: once, before that version is released. Run it with
// Node 24 and tsx.

const version = Number(process.argv[2] ?? catalogueMigrations.length);
const path = join(import.meta.dirname, `../../../fixtures/catalogue/version-${version}.db`);
rmSync(path, { force: true });
const file = openForWriting(path);
makeSchema(file, catalogueMigrations.slice(0, version));
const id = '00000000-0000-4000-8000-000000000001';
const summary: RevocationSummary = {
  ...{ connectionId: 'fixture', source: { type: 'handles' }, createdAt: 1, startedAt: null, endedAt: null },
  ...{ users: [], reason: 'fixture', ticket: null, operator: 'operator' },
  ...{ targets: 0, ended: 0, newSessions: 0, outcome: null },
};
createCatalogue(file).put([{ id, file: `${id}.db`, state: 'planned', summary, error: null }]);
if (version >= 2) {
  const chain = createTestChain();
  chain.makeKey(testKey(1));
  const details = { batch: '1', pass: 1, count: 1, sha256: '' };
  chain.add({ action: 'batch.intended', outcome: 'intended', correlation: 'run', details });
  chain.add({ reason: 'fixture' });
  chain.checkpoint();
  const targets = { handles: ['handle-1'], userIds: ['user-1'] };
  const records = chain.records.map((record) => ({
    record,
    targets: record.outcome === 'intended' ? targets : null,
  }));
  transaction(file, () => appendRecords(file, { after: null, records, notes: false }));
}
closeAtRest(file);
