import type { SignalReceiverSettings } from '../../contract/domain/signals.ts';
import { newlyTrusted } from '../connections/authorities.ts';
import {
  changeOfReceiver,
  type PresentReceiver,
  type QuestionToRemove,
  type QuestionToSend,
  queueOf,
  type ReceiverChange,
} from '../connections/receiver-change.ts';
import { confirm } from '../shared/confirm.ts';

interface QuestionToSendEvents extends QuestionToSend {
  readonly type: 'send-events';
  readonly connection: string;
  /** Reports will rely on it. */
  readonly protectsAllServices: boolean;
  /** Issuer, audience or subject of events to one that is there: it can refuse them. */
  readonly changesEvents?: boolean | undefined;
}

interface QuestionToRemoveReceiver extends QuestionToRemove {
  readonly type: 'remove-signal-receiver';
  readonly connection: string;
}

/** What the operator is asked before events go to a place to which none went, or go to a receiver no more. */
export type SignalQuestion = QuestionToSendEvents | QuestionToRemoveReceiver;

/** Asks where no page can answer. False: no, or not answered. Rejects when it cannot be asked now. */
export type AskAboutSignals = (question: SignalQuestion) => Promise<boolean>;

interface QuestionPorts {
  readonly ask: AskAboutSignals;
  /** Throws a `Failure` for a connection that is not there. */
  readonly connection: (id: string) => { readonly name: string };
}

/** Each rejects with `refused` unless the operator confirms. */
interface ReceiverQuestions {
  /**
   * A page that was taken over must not learn which sessions end, and whose they are, nor make reports say that exposures are
   * closed, nor keep a service from learning that a session ended. `authorisation` undefined: it stays as it is.
   */
  readonly confirmSave: (
    before: PresentReceiver<SignalReceiverSettings> | undefined,
    after: SignalReceiverSettings,
    authorisation: string | null | undefined,
  ) => Promise<void>;
  /** A page that was taken over must not keep a service from learning that a session ended. */
  readonly confirmRemoval: (settings: SignalReceiverSettings, waiting: number) => Promise<void>;
}

export function createReceiverQuestions(ports: QuestionPorts): ReceiverQuestions {
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
      await confirm(ports.ask, {
        ...{ type: 'send-events', connection, name: before?.name ?? name, address },
        ...{ sendsAuthorisation: typeof authorisation === 'string', protectsAllServices, authorities },
        ...(change === undefined ? {} : { change, changesEvents }),
      });
    },
    async confirmRemoval({ connectionId, name, address }, waiting) {
      const connection = ports.connection(connectionId).name;
      await confirm(ports.ask, { type: 'remove-signal-receiver', connection, name, address, waiting });
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
