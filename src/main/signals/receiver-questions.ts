import type { DeliveryState } from '../../contract/domain/delivery.ts';
import type { SignalReceiverSettings } from '../../contract/domain/signals.ts';
import { failure } from '../../contract/failure.ts';
import { newlyTrusted } from '../connections/authorities.ts';
import type { KeyState } from '../connections/key-ring.ts';
import { changeOfReceiver, queueOf, type ReceiverChange } from '../connections/receiver-change.ts';

/** What the operator is asked before events go to a place to which none went, or go to a receiver no more. */
export type SignalQuestion =
  | {
      readonly type: 'send-events';
      readonly connection: string;
      readonly name: string;
      readonly address: string;
      readonly sendsAuthorisation: boolean;
      /** Reports will rely on it. */
      readonly protectsAllServices: boolean;
      /** Authorities that are trusted for it, and were not before. */
      readonly authorities: readonly { readonly subject: string; readonly fingerprint: string }[];
      /** Of a receiver that is there; absent: of a new one, or nothing by which it could get less. */
      readonly change?: ReceiverChange | undefined;
      /** Issuer, audience or subject of events to one that is there: it can refuse them. */
      readonly changesEvents?: boolean | undefined;
    }
  | {
      readonly type: 'remove-signal-receiver';
      readonly connection: string;
      readonly name: string;
      readonly address: string;
      /** Events that it would not get. */
      readonly waiting: number;
    };

/** Asks where no page can answer. False: no, or not answered. Rejects when it cannot be asked now. */
export type AskAboutSignals = (question: SignalQuestion) => Promise<boolean>;

interface QuestionPorts {
  readonly ask: AskAboutSignals;
  /** Throws a `Failure` for a connection that is not there. */
  readonly connection: (id: string) => { readonly name: string };
}

interface PresentReceiver {
  readonly settings: SignalReceiverSettings;
  readonly authorisation: KeyState;
  readonly delivery: DeliveryState;
}

/** Each rejects with `refused` unless the operator confirms. */
interface ReceiverQuestions {
  /**
   * A page that was taken over must not learn which sessions end, and whose they are, nor make reports say that exposures are
   * closed, nor keep a service from learning that a session ended. `authorisation` undefined: it stays as it is.
   */
  readonly confirmSave: (
    before: PresentReceiver | undefined,
    after: SignalReceiverSettings,
    authorisation: string | null | undefined,
  ) => Promise<void>;
  /** A page that was taken over must not keep a service from learning that a session ended. */
  readonly confirmRemoval: (settings: SignalReceiverSettings, waiting: number) => Promise<void>;
}

export function createReceiverQuestions(ports: QuestionPorts): ReceiverQuestions {
  async function ask(question: SignalQuestion): Promise<void> {
    if (!(await ports.ask(question))) throw failure('refused', { reason: 'not-confirmed' });
  }

  return {
    async confirmSave(present, after, authorisation) {
      const before = present?.settings;
      const { connectionId, name, address, protectsAllServices } = after;
      const isNewlyRelied = protectsAllServices && before?.protectsAllServices !== true;
      const isSamePlace = before?.address === address;
      const authorities = newlyTrusted(isSamePlace ? before.authorities : [], after.authorities);
      const isOther = present && changeOfReceiver(present, after, authorisation);
      const changesEvents = before !== undefined && eventsOf(before) !== eventsOf(after);
      if (isSamePlace && authorities.length === 0 && !isNewlyRelied && !isOther && !changesEvents) return;
      const change = isOther ?? (present && changesEvents ? unmoved(present) : undefined);
      const connection = ports.connection(connectionId).name;
      await ask({
        ...{ type: 'send-events', connection, name: before?.name ?? name, address },
        ...{ sendsAuthorisation: typeof authorisation === 'string', protectsAllServices, authorities },
        ...(change === undefined ? {} : { change, changesEvents }),
      });
    },
    async confirmRemoval({ connectionId, name, address }, waiting) {
      const connection = ports.connection(connectionId).name;
      await ask({ type: 'remove-signal-receiver', connection, name, address, waiting });
    },
  };
}

/** It is reached as before. */
function unmoved({ delivery, settings }: PresentReceiver): ReceiverChange {
  const unchanged = { movesFrom: null, removesAuthorisation: false, removesAuthorities: 0 };
  return { name: settings.name, queue: queueOf(delivery), ...unchanged };
}

/** What a receiver checks in an event before it takes it, and finds its session by. */
function eventsOf({ audience, issuer, subject }: SignalReceiverSettings): string {
  return JSON.stringify([audience, issuer, subject]);
}
