import type { ReceiverSettings } from '../../contract/domain/forwarding.ts';
import { newlyTrusted } from '../connections/authorities.ts';
import {
  changeOfReceiver,
  type PresentReceiver,
  type QuestionToRemove,
  type QuestionToSend,
  type ReceiverChange,
} from '../connections/receiver-change.ts';
import { confirm } from '../shared/confirm.ts';

interface QuestionToSendRecords extends QuestionToSend {
  readonly type: 'send-records';
  /** What the operator ordered. A place that was confirmed for a test is confirmed for the records, too. */
  readonly order: 'save' | 'test';
}

interface QuestionToRemoveReceiver extends QuestionToRemove {
  readonly type: 'remove-receiver';
}

/** What the operator is asked before records go to a place to which none went, or go to a receiver no more. */
export type ReceiverQuestion = QuestionToSendRecords | QuestionToRemoveReceiver;

/** Asks where no page can answer. False: no, or not answered. Rejects when it cannot be asked now. */
export type AskAboutReceiver = (question: ReceiverQuestion) => Promise<boolean>;

/** Each rejects with `refused` unless the operator confirms. `authorisation` undefined: it stays as it is. */
interface ReceiverQuestions {
  /** A page that was taken over must not send the log to a place of its choice, nor make a receiver get nothing any more. */
  readonly confirmSave: (
    before: PresentReceiver<ReceiverSettings> | undefined,
    after: ReceiverSettings,
    authorisation: string | null | undefined,
  ) => Promise<void>;
  /** A test sends there, and changes nothing. */
  readonly confirmTest: (
    before: ReceiverSettings | undefined,
    after: ReceiverSettings,
    authorisation: string | null | undefined,
  ) => Promise<void>;
  /** A page that was taken over must not turn forwarding off either. */
  readonly confirmRemoval: (settings: ReceiverSettings, waiting: number) => Promise<void>;
}

export function createReceiverQuestions(ports: { readonly ask: AskAboutReceiver }): ReceiverQuestions {
  /** Places that the operator confirmed in this run, and from which no receiver was taken since. */
  const confirmed = new Map<string, string>();

  async function confirmSending(
    before: ReceiverSettings | undefined,
    after: ReceiverSettings,
    authorisation: string | null | undefined,
    change: ReceiverChange | undefined,
    order: QuestionToSendRecords['order'],
  ): Promise<void> {
    const isSamePlace = before?.type === after.type && before.address === after.address;
    const authorities = newlyTrusted(isSamePlace ? before.authorities : [], after.authorities);
    const place = placeOf(after);
    const isKnown = (isSamePlace && authorities.length === 0) || confirmed.has(place);
    if (isKnown && change === undefined) return;
    const { name, address } = after;
    const sendsAuthorisation = typeof authorisation === 'string';
    await confirm(ports.ask, {
      type: 'send-records',
      order,
      name,
      address,
      sendsAuthorisation,
      authorities,
      change,
    });
    confirmed.set(place, address);
  }

  function forget(address: string): void {
    for (const [place, of] of [...confirmed]) if (of === address) confirmed.delete(place);
  }

  return {
    async confirmSave(present, after, authorisation) {
      const change = present && changeOfReceiver(present, after, authorisation);
      await confirmSending(present?.settings, after, authorisation, change, 'save');
      if (present && present.settings.address !== after.address) forget(present.settings.address);
    },
    confirmTest: (before, after, authorisation) =>
      confirmSending(before, after, authorisation, undefined, 'test'),
    async confirmRemoval({ address, name }, waiting) {
      await confirm(ports.ask, { type: 'remove-receiver', name, address, waiting });
      forget(address);
    },
  };
}

/** Whom records go to, and whom it is trusted by. */
function placeOf({ address, authorities, type }: ReceiverSettings): string {
  return JSON.stringify([type, address, authorities.map(({ fingerprint }) => fingerprint)]);
}
