import { expect, test } from 'vitest';
import type { TargetRow } from '../../../contract/domain/revocation.ts';
import type { ExportRow } from '../../shared/export/export-row.ts';
import { exportColumns, toExportRows } from './target-export.ts';

const session: TargetRow = {
  ...{
    handle: 'h-1',
    tenantId: 'public',
    userId: 'u-1',
    name: 'ada@alpha.example',
    email: 'ada@alpha.example',
  },
  ...{ loginMethod: { recipeId: 'thirdparty', thirdPartyId: 'google' }, createdAt: 0, state: 'revoked' },
  ...{
    newSession: false,
    linked: false,
    endedAt: 1_000,
    exposureUntil: 2_000,
    ip: '192.0.2.1',
    userAgent: null,
  },
  ...{ selectedBy: { type: 'line', number: 7, text: 'ada' }, damaged: false },
};

async function rowsOf(...rows: readonly TargetRow[]) {
  async function* each() {
    yield* rows;
  }
  const written: ExportRow[] = [];
  for await (const row of toExportRows(each(), { type: 'list', name: 'leaked.txt' })) written.push(row);
  return written;
}

test('a file has a cell for each column of a session', async () => {
  const [row = {}] = await rowsOf(session);
  expect(Object.keys(row).sort()).toEqual([...exportColumns].sort());
  expect(row).toMatchObject({ login_method: 'thirdparty', third_party: 'google', line: 7, line_text: 'ada' });
});

test('a file tells new sessions and sessions of linked accounts from those of the plan', async () => {
  const rows = await rowsOf(
    session,
    { ...session, newSession: true, selectedBy: null },
    { ...session, linked: true, selectedBy: null },
  );
  const of = rows.map(({ linked_account, new_session, selected_by }) => [
    new_session,
    linked_account,
    selected_by,
  ]);
  expect(of).toEqual([
    ['no', 'no', 'line'],
    ['yes', 'no', null],
    ['no', 'yes', null],
  ]);
});

test('a file says of a damaged row nothing but that', async () => {
  expect(await rowsOf({ ...session, damaged: true })).toEqual([{ handle: 'h-1', damaged: 'yes' }]);
});
