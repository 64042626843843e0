import type { StreamContext } from '../../contract/channels/contract.ts';
import type { Interpretation, Lookup, SearchItem } from '../../contract/domain/search.ts';
import { Failure } from '../../contract/failure.ts';
import { verifyToken } from '../identity/access-token.ts';
import { recognise } from '../identity/recognise.ts';
import {
  createLookups,
  createResults,
  isInTenants,
  lookUpInTenants,
  rank,
  type SearchPorts,
  type SearchRun,
} from './search-in-tenants.ts';

/**
 * Sends what the text was taken for, then looks it up everywhere it can be, and sends results as they come. Rejects with
 * `bad-input` when the text can be nothing, and with `aborted` when it was stopped; single lookups that fail are items.
 */
export async function search(
  text: string,
  ports: SearchPorts,
  { emit, signal }: StreamContext<SearchItem>,
): Promise<void> {
  const startedAt = performance.now();
  const recognised = recognise(text, { looksInside: true });
  if (recognised.type === 'refused') throw new Failure(recognised.error);
  const { interpretations, accessToken } = recognised;
  await emit([{ type: 'interpretations', interpretations: [...interpretations] }]);
  const lookups = createLookups(signal, (lookup, error) => emit([{ type: 'lookup-failed', lookup, error }]));
  const run: SearchRun = { ...ports, lookups, results: createResults(emit), emit, signal };
  for (const interpretation of interpretations) {
    if (interpretation.type === 'session-handle') lookUpSession(run, interpretation.handle);
    if (interpretation.type === 'user-id') lookUpUser(run, interpretation.id);
  }
  if (accessToken !== null) lookUpToken(run, accessToken);
  const asked = lookUpTenantByTenant(run, interpretations);
  await lookups.done();
  const elapsedMs = performance.now() - startedAt;
  await emit([{ type: 'finished', tenants: asked.tenants, ...lookups.counts(), elapsedMs }]);
}

function lookUpTenantByTenant(
  run: SearchRun,
  interpretations: readonly Interpretation[],
): { readonly tenants: number } {
  const asked = { tenants: 0 };
  const wanted = interpretations.filter(isInTenants);
  if (wanted.length === 0) return asked;
  run.lookups.add({ type: 'tenants' }, rank.exact, async () => {
    const tenants = await run.core.tenants(run.signal);
    asked.tenants = tenants.length;
    await lookUpInTenants(
      run,
      wanted,
      tenants.map(({ tenantId }) => tenantId),
    );
  });
  return asked;
}

/** The session with this handle, and its user. */
function lookUpSession(run: SearchRun, handle: string): void {
  const { core, results, lookups, recordedKeys, signal } = run;
  lookups.add({ type: 'session', handle }, rank.exact, async () => {
    const session = await core.session({ handle, keys: recordedKeys }, signal);
    if (!session) return;
    await results.session(session);
    lookUpUser(run, session.userId, { type: 'user-of-session', handle });
  });
}

/** The user with this id, or else the number of sessions under it. */
function lookUpUser(run: SearchRun, userId: string, lookup: Lookup = { type: 'user', userId }): void {
  const { core, results, lookups, signal } = run;
  if (!results.isFirstLookupOf(userId)) return;
  lookups.add(lookup, rank.exact, async () => {
    const user = await core.user({ userId }, signal);
    if (user) return results.users(null, [user]);
    const handles = await core.sessionHandles({ userId, tenantId: null }, signal);
    if (handles.length > 0) await results.sessionsWithoutUser(userId, new Set(handles).size);
  });
}

/** Verifies the token in this process, and looks up its session and user when the core signed it. */
function lookUpToken(run: SearchRun, token: string): void {
  const { core, emit, keys, lookups, now, signal } = run;
  lookups.add({ type: 'access-token' }, rank.exact, async () => {
    const checked = await verifyToken(token, (kid) => keys.find(core, kid, signal), now());
    await emit([{ type: 'token', token: checked }]);
    // Claims that are not verified are shown, and not looked up.
    if (checked.state !== 'valid' && checked.state !== 'expired') return;
    if (checked.handle !== null) lookUpSession(run, checked.handle);
    if (checked.userId !== null) lookUpUser(run, checked.userId);
  });
}
