import type { Reading, SearchItem } from '../../../contract/domain/search.ts';
import { Failure } from '../../../contract/failure.ts';
import type { StreamContext } from '../../../contract/handlers.ts';
import { recognise } from '../../identity/recognise.ts';
import { lookUpSession, lookUpToken, lookUpUser } from './by-id.ts';
import { createFindings } from './findings.ts';
import { isInTenants, lookUpInTenants } from './in-tenants.ts';
import { createLookups, rank } from './lookups.ts';
import type { SearchPorts, SearchRun } from './search-run.ts';

/**
 * Says what the text was taken for, then looks everywhere it can be, and tells results as they come. Rejects with
 * `bad-input` when the text can be nothing, and with `aborted` when it was stopped; single lookups that fail are items.
 */
export async function search(
  text: string,
  ports: SearchPorts,
  { emit, signal }: StreamContext<SearchItem>,
): Promise<void> {
  const startedAt = performance.now();
  const recognised = recognise(text);
  if (recognised.kind === 'refused') throw new Failure(recognised.error);
  const { readings, accessToken } = recognised;
  await emit([{ type: 'readings', readings: [...readings] }]);
  const lookups = createLookups(signal, (lookup, error) => emit([{ type: 'lookup-failed', lookup, error }]));
  const run: SearchRun = { ...ports, lookups, findings: createFindings(emit), emit, signal };
  for (const reading of readings) {
    if (reading.as === 'session-handle') lookUpSession(run, reading.handle);
    if (reading.as === 'user-id') lookUpUser(run, reading.id);
  }
  if (accessToken !== null) lookUpToken(run, accessToken);
  const asked = lookUpTenantByTenant(run, readings);
  await lookups.done();
  const elapsedMs = performance.now() - startedAt;
  await emit([{ type: 'finished', tenants: asked.tenants, ...lookups.counts(), elapsedMs }]);
}

function lookUpTenantByTenant(run: SearchRun, readings: readonly Reading[]): { readonly tenants: number } {
  const asked = { tenants: 0 };
  const wanted = readings.filter(isInTenants);
  if (wanted.length === 0) return asked;
  run.lookups.add('the list of tenants', rank.exact, async () => {
    const tenants = await run.core.tenants(run.signal);
    asked.tenants = tenants.length;
    lookUpInTenants(
      run,
      wanted,
      tenants.map(({ tenantId }) => tenantId),
    );
  });
  return asked;
}
