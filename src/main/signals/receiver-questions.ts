import type { SignalReceiverSettings } from '../../contract/domain/signals.ts';
import { failure } from '../../contract/failure.ts';
import { newlyTrusted } from '../connections/authorities.ts';

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

/** Each rejects with `refused` unless the operator confirms. */
interface ReceiverQuestions {
  /** A page that was taken over must not learn which sessions end, and whose they are, nor make reports say that exposures are closed. */
  readonly confirmSave: (
    before: SignalReceiverSettings | undefined,
    after: SignalReceiverSettings,
    sendsAuthorisation: boolean,
  ) => Promise<void>;
  /** A page that was taken over must not keep a service from learning that a session ended. */
  readonly confirmRemoval: (settings: SignalReceiverSettings, waiting: number) => Promise<void>;
}

export function createReceiverQuestions(ports: QuestionPorts): ReceiverQuestions {
  /** What the operator confirmed in this run. */
  const confirmed = new Set<string>();

  async function ask(question: SignalQuestion): Promise<void> {
    if (!(await ports.ask(question))) throw failure('refused', { reason: 'not-confirmed' });
  }

  return {
    async confirmSave(before, after, sendsAuthorisation) {
      const { connectionId, name, address, protectsAllServices } = after;
      const isNewlyRelied = protectsAllServices && before?.protectsAllServices !== true;
      const isSamePlace = before?.address === address;
      const authorities = newlyTrusted(isSamePlace ? before.authorities : [], after.authorities);
      if (isSamePlace && authorities.length === 0 && !isNewlyRelied) return;
      const fingerprints = after.authorities.map(({ fingerprint }) => fingerprint);
      const asked = JSON.stringify([connectionId, address, fingerprints, protectsAllServices]);
      if (confirmed.has(asked)) return;
      const connection = ports.connection(connectionId).name;
      await ask({
        ...{ type: 'send-events', connection, name, address },
        ...{ sendsAuthorisation, protectsAllServices, authorities },
      });
      confirmed.add(asked);
    },
    async confirmRemoval({ connectionId, name, address }, waiting) {
      const connection = ports.connection(connectionId).name;
      await ask({ type: 'remove-signal-receiver', connection, name, address, waiting });
    },
  };
}
