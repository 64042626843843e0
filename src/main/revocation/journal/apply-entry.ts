import type { RevocationRecord } from '../record.ts';
import type { EventEntry, RunEntry } from './entries.ts';

/**
 * The one way in which a record changes, while it runs and when its journal is read again: so both always come to the
 * same. Throws where an entry does not fit: a mistake in this program, or a journal that was changed by hand.
 */
export function applyEntry(record: RevocationRecord, entry: RunEntry): void {
  const { ledger, plan } = record;
  switch (entry.e) {
    case 'event':
      applyEvent(record, entry);
      break;
    case 'new-sessions':
      for (const [handle, person] of entry.rows) ledger.addNewSession(handle, person);
      break;
    case 'ids':
      plan.people.setIdentities(plan.people.add(entry.userId), entry.ids);
      break;
    case 'listed':
      for (const index of entry.on) {
        ledger.setPerson(index, entry.person);
        ledger.setListed(index);
      }
      break;
    case 'look-again':
      for (const index of entry.on) ledger.lookAgain(index);
      break;
    case 'facts':
      record.facts = { ...record.facts, ...entry.facts };
      break;
  }
}

function applyEvent(record: RevocationRecord, { at, event, on, halve }: EventEntry): void {
  const { ledger } = record;
  const nextSize = Math.floor(on.length / 2);
  for (const index of on) {
    if (keepsOpen(ledger.state(index), event.type)) record.lastOpenAt = Math.max(record.lastOpenAt, at);
    ledger.record(index, event, at);
    if (halve) ledger.limitCall(index, nextSize);
  }
}

/**
 * Whether the session may have been open until this moment: a call answered or got lost, or one that was in doubt was
 * seen to be gone. When its call got lost, nobody knows when it ended.
 */
function keepsOpen(state: string, event: EventEntry['event']['type']): boolean {
  if (event === 'confirmed' || event === 'not-named' || event === 'lost') return true;
  return event === 'read-absent' && (state === 'unknown' || state === 'still-active' || state === 'failed');
}
