import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { largestPiece } from '../../src/contract/domain/planning.ts';
import { createPeopleTable } from '../../src/main/revocation/targets/people-table.ts';
import { createTargetTable } from '../../src/main/revocation/targets/target-table.ts';
import { createLightSessions, type LightShape } from './light-sessions.ts';
import type { BenchServices } from './services.ts';

/** The list as its file would come from the page: a handle a line, in pieces. Nothing of it stays here. */
function* piecesOf(shape: LightShape): Generator<Uint8Array<ArrayBuffer>> {
  const { handleOf } = createLightSessions(shape);
  let text = '';
  for (let session = 0; session < shape.sessions; session++) {
    const line = `${handleOf(session)}\n`;
    if (text.length + line.length > largestPiece) {
      yield new TextEncoder().encode(text);
      text = '';
    }
    text += line;
  }
  yield new TextEncoder().encode(text);
}

function sizeOf(shape: LightShape): number {
  let size = 0;
  for (const piece of piecesOf(shape)) size += piece.byteLength;
  return size;
}

/** A draft of a list that is fed and looked up as the window does it. Gives its id. */
export async function readList(
  { page, connectionId }: BenchServices,
  shape: LightShape,
  tell: (line: string) => void,
): Promise<string> {
  const { id: draftId } = await page.call('planning.startList', {
    connectionId,
    name: 'million.txt',
    format: { type: 'text' },
    size: sizeOf(shape),
  });
  const ready = page.take('planning.watch', { draftId }, (drafts) => {
    const draft = drafts.at(-1);
    if (draft?.progress.of === 'list') tell(`${draft.progress.resolved} of ${draft.progress.lines} lines`);
    const state = draft?.state.state;
    // Nobody is there to resume it.
    if (state === 'failed' || state === 'paused') throw new Error(`The list is ${state}.`);
    return state === 'ready';
  });
  async function feed(): Promise<void> {
    for (const bytes of piecesOf(shape)) await page.call('planning.uploadChunk', { draftId, bytes });
    await page.call('planning.finishUpload', { draftId, failed: null });
  }
  await Promise.all([ready, feed()]);
  return draftId;
}

/** Freezes what the draft hits; the draft goes, as it does when a window is done with it. Gives the plan's id. */
export async function freezeList({ page }: BenchServices, draftId: string): Promise<string> {
  const { id } = await page.call('planning.freeze', { draftId });
  await page.call('planning.discard', { draftId });
  return id;
}

/** Such a plan without planning: for a look at the engine alone. */
export async function planFromTable(
  { connectionId, address, addPlan }: BenchServices,
  shape: LightShape,
): Promise<string> {
  const sessions = createLightSessions(shape);
  const targets = createTargetTable();
  const people = createPeopleTable();
  const id = randomUUID();
  for (let session = 0; session < shape.sessions; session++) {
    const person = people.add(sessions.userId(sessions.userOf(session)));
    targets.add(sessions.handleOf(session), { person, createdAt: sessions.createdAt(session) });
    if (session % 10_000 === 0) await nextTurn();
  }
  addPlan({
    targets,
    people,
    address,
    coreKeys: null,
    tenantId: null,
    plan: {
      id,
      connectionId,
      createdAt: Date.now(),
      accessTokenLifetimeS: 3_600,
      scope: { type: 'list', name: 'million.txt' },
      targets: targets.size,
      duplicates: 0,
      excluded: 0,
      own: 0,
      users: people.size,
      wholeUsers: 0,
      byTenant: [],
      byIdentity: [],
      estimateMs: 0,
    },
  });
  return id;
}
