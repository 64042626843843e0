import { failure } from '../../../contract/failure.ts';
import { planDocument } from '../../store/plan-document.ts';
import type { OpenDraft } from '../draft.ts';
import { draftSource } from '../draft-source.ts';
import type { ListPorts } from '../list/list-draft.ts';
import { startGapLines } from './gap-lines.ts';
import { startGapUsers } from './gap-users.ts';

/**
 * A draft of what the plan of a revocation does not cover: of a list, its lines that selected nothing and are not
 * malformed; of a rule, the users and sessions that it could not read, and undecided sessions. `checkRoom` is
 * asked before anything is made.
 * Rejects with `bad-input` when there is nothing to try again, with `other-core` when the connection leads to another core
 * by now, and like the start of any draft.
 */
export async function startFromGaps(
  ports: ListPorts,
  revocationId: string,
  checkRoom: (connectionId: string) => void,
  signal: AbortSignal,
): Promise<OpenDraft> {
  const documents = await ports.store.read.documents({ id: revocationId, names: ['source', 'plan'] });
  // A plan of chosen sessions, or of one user, has no source.
  if (documents.source === undefined || documents.plan === undefined) throw nothingToTryAgain();
  const source = draftSource.parse(documents.source);
  // Only to refuse a damaged plan; what it leaves out is read from the rows.
  planDocument.parse(documents.plan);
  const { address, name } = ports.settings(source.connectionId);
  if (address !== source.address) throw otherCore(name);
  checkRoom(source.connectionId);
  const start = source.source.type === 'list' ? startGapLines : startGapUsers;
  const draft = await start(ports, { revocationId, source }, signal);
  if (!draft) throw nothingToTryAgain();
  return draft;
}

function nothingToTryAgain() {
  return failure('bad-input', 'This revocation has nothing that could be tried again.', {
    hint: 'Lines that are malformed have to be corrected in the list.',
  });
}

/** There, users of the first core are not known, and would look as if they had no sessions. */
function otherCore(name: string) {
  return failure('other-core', `${name} leads to another core than when these sessions were listed.`, {
    hint: 'Lead the connection back to the first core.',
  });
}
