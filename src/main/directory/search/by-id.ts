import { verifyToken } from '../../identity/access-token.ts';
import { rank } from './lookups.ts';
import type { SearchRun } from './search-run.ts';

/** The session with this handle, and whose it is. */
export function lookUpSession(run: SearchRun, handle: string): void {
  const { core, findings, lookups, recordedKeys, signal } = run;
  lookups.add(`the session ${handle}`, rank.exact, async () => {
    const session = await core.session({ handle, keys: recordedKeys }, signal);
    if (!session) return;
    await findings.session(session);
    lookUpUser(run, session.userId, `the user of the session ${handle}`);
  });
}

/** The user with this id, or else the sessions that stand under it all the same. */
export function lookUpUser(run: SearchRun, userId: string, name = `a user with the id ${userId}`): void {
  const { core, findings, lookups, signal } = run;
  if (!findings.isFirstLookupOf(userId)) return;
  lookups.add(name, rank.exact, async () => {
    const user = await core.user({ userId }, signal);
    if (user) return findings.users(null, [user]);
    const handles = await core.sessionHandles({ userId, tenantId: null }, signal);
    if (handles.length > 0) await findings.orphans(userId, new Set(handles).size);
  });
}

/** Checks the token in this process, and goes on to its session and user when the core vouches for it. */
export function lookUpToken(run: SearchRun, token: string): void {
  const { core, emit, keys, lookups, now, signal } = run;
  lookups.add('the access token', rank.exact, async () => {
    const verdict = await verifyToken(token, (kid) => keys.find(core, kid, signal), now());
    await emit([{ type: 'token', verdict }]);
    // What nobody vouches for is shown, but not followed.
    if (verdict.state !== 'valid' && verdict.state !== 'expired') return;
    if (verdict.handle !== null) lookUpSession(run, verdict.handle);
    if (verdict.userId !== null) lookUpUser(run, verdict.userId);
  });
}
