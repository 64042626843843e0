import { receiverPlace } from '../../../../contract/domain/forwarding.ts';
import {
  isIssuer,
  type SignalReceiver,
  type SignalReceiverSettings,
} from '../../../../contract/domain/signals.ts';
import { text } from '../../../messages/text.ts';
import {
  commonFaults,
  type ReceiverFaults,
  type ReceiverForm,
  receiverFormOf,
} from '../../../shared/receivers/receiver-form.ts';

/** The values of the form of a signal receiver. */
export interface SignalForm extends ReceiverForm {
  readonly audience: string;
  readonly issuer: string;
  readonly subject: SignalReceiverSettings['subject']['type'];
  /** Used where the subject names the user by id. */
  readonly userIssuer: string;
  readonly protectsAllServices: boolean;
}

/** The form of a saved receiver, or of a new one beside others: they have mostly the same issuer. */
export function signalFormOf(
  receiver: SignalReceiver | null,
  others: readonly Pick<SignalReceiver, 'issuer'>[],
): SignalForm {
  return {
    ...receiverFormOf(receiver),
    audience: receiver?.audience ?? '',
    issuer: receiver?.issuer ?? others[0]?.issuer ?? '',
    subject: receiver?.subject.type ?? 'session',
    userIssuer: receiver?.subject.type === 'user-id' ? receiver.subject.issuer : '',
    protectsAllServices: receiver?.protectsAllServices ?? false,
  };
}

/** What is saved of a form without a fault. */
export function signalSettingsOf(form: SignalForm, connectionId: string): SignalReceiverSettings {
  const { name, address, audience, issuer, subject, userIssuer, protectsAllServices, authorities } = form;
  return {
    ...{ connectionId, name, address, audience, issuer, protectsAllServices, authorities },
    subject: subject === 'user-id' ? { type: 'user-id', issuer: userIssuer } : { type: subject },
  };
}

export function signalFaultsOf(form: SignalForm, saved: SignalReceiver | null): ReceiverFaults<SignalForm> {
  const place = receiverPlace('json-lines', form.address.trim());
  const issuerFault = text('signals.issuer.fault');
  return {
    ...commonFaults(form, saved, place?.href ?? null),
    ...(place === null ? { address: text('signals.address.fault') } : {}),
    ...(form.audience.trim() === '' ? { audience: text('signals.audience.fault') } : {}),
    ...(isIssuer(form.issuer.trim()) ? {} : { issuer: issuerFault }),
    ...(form.subject !== 'user-id' || isIssuer(form.userIssuer.trim()) ? {} : { userIssuer: issuerFault }),
  };
}
