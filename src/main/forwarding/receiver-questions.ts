import type { DeliveryState } from '../../contract/domain/delivery.ts';
import type { ReceiverSettings } from '../../contract/domain/forwarding.ts';
import { failure } from '../../contract/failure.ts';
import { newlyTrusted } from '../connections/authorities.ts';
import type { KeyState } from '../connections/key-ring.ts';
import { changeOfReceiver, type ReceiverChange } from '../connections/receiver-change.ts';

/** What the operator is asked before records go to a place to which none went, or go to a receiver no more. */
export type ReceiverQuestion =
  | {
      readonly type: 'send-records';
      readonly name: string;
      readonly address: string;
      readonly sendsAuthorisation: boolean;
      /** Authorities that are trusted for it, and were not before. */
      readonly authorities: readonly { readonly subject: string; readonly fingerprint: string }[];
      /** Of a receiver that is there; absent: of a new one, or nothing by which it could get less. */
      readonly change?: ReceiverChange | undefined;
    }
  | {
      readonly type: 'remove-receiver';
      readonly name: string;
      readonly address: string;
      /** Records that it would not get. */
      readonly waiting: number;
    };

/** Asks where no page can answer. False: no, or not answered. Rejects when it cannot be asked now. */
export type AskAboutReceiver = (question: ReceiverQuestion) => Promise<boolean>;

interface PresentReceiver {
  readonly settings: ReceiverSettings;
  readonly authorisation: KeyState;
  readonly delivery: DeliveryState;
}

/** Each rejects with `refused` unless the operator confirms. `authorisation` undefined: it stays as it is. */
interface ReceiverQuestions {
  /** A page that was taken over must not send the log to a place of its choice, nor make a receiver get nothing any more. */
  readonly confirmSave: (
    before: PresentReceiver | undefined,
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

  async function ask(question: ReceiverQuestion): Promise<void> {
    if (!(await ports.ask(question))) throw failure('refused', { reason: 'not-confirmed' });
  }

  async function confirm(
    before: ReceiverSettings | undefined,
    after: ReceiverSettings,
    authorisation: string | null | undefined,
    change: ReceiverChange | undefined,
  ): Promise<void> {
    const isSamePlace = before?.type === after.type && before.address === after.address;
    const authorities = newlyTrusted(isSamePlace ? before.authorities : [], after.authorities);
    const place = placeOf(after);
    const isKnown = (isSamePlace && authorities.length === 0) || confirmed.has(place);
    if (isKnown && change === undefined) return;
    const { name, address } = after;
    const sendsAuthorisation = typeof authorisation === 'string';
    await ask({ type: 'send-records', name, address, sendsAuthorisation, authorities, change });
    confirmed.set(place, address);
  }

  function forget(address: string): void {
    for (const [place, of] of [...confirmed]) if (of === address) confirmed.delete(place);
  }

  return {
    async confirmSave(present, after, authorisation) {
      const change = present && changeOfReceiver(present, after, authorisation);
      await confirm(present?.settings, after, authorisation, change);
      if (present && present.settings.address !== after.address) forget(present.settings.address);
    },
    confirmTest: (before, after, authorisation) => confirm(before, after, authorisation, undefined),
    async confirmRemoval({ address, name }, waiting) {
      await ask({ type: 'remove-receiver', name, address, waiting });
      forget(address);
    },
  };
}

/** Whom records go to, and whom it is trusted by. */
function placeOf({ address, authorities, type }: ReceiverSettings): string {
  return JSON.stringify([type, address, authorities.map(({ fingerprint }) => fingerprint)]);
}
