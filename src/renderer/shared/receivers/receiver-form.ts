import { useRef, useState } from 'react';
import type { Authority, Connection } from '../../../contract/domain/connection.ts';
import { canBeAuthorisation } from '../../../contract/domain/forwarding.ts';
import { text } from '../../messages/text.ts';
import { useFirstWrongField } from '../forms/first-wrong-field.ts';

/** What the settings of all receivers have in common. */
interface SavedReceiver {
  readonly name: string;
  readonly address: string;
  readonly authorities: readonly Authority[];
  readonly authorisation: Connection['key'];
}

export interface ReceiverForm extends Omit<SavedReceiver, 'authorisation'> {
  /** Empty: as it is saved, or none. The saved one is never shown again. */
  readonly header: string;
  /** The saved one is to be forgotten. */
  readonly withoutHeader: boolean;
  readonly keepStored: boolean;
}

/** What is wrong, by field. */
export type ReceiverFaults<Form extends ReceiverForm> = Partial<Record<keyof Form, string>>;

interface ReceiverFormParts<Form extends ReceiverForm> {
  readonly initial: () => Form;
  readonly faultsOf: (form: Form) => ReceiverFaults<Form>;
  /** What was said of other settings is not true of these. */
  readonly forgetResults: () => void;
}

/** The values of the form of a receiver, and what is wrong with them once they are to be used. */
export function useReceiverForm<Form extends ReceiverForm>(parts: ReceiverFormParts<Form>) {
  const { initial, faultsOf, forgetResults } = parts;
  const [form, setForm] = useState(initial);
  const [faults, setFaults] = useState<ReceiverFaults<Form>>({});
  const element = useRef<HTMLFormElement>(null);
  useFirstWrongField(element, faults);

  function change(part: Partial<Form>): void {
    setForm((before) => ({ ...before, ...part }));
    setFaults({});
    forgetResults();
  }

  /** Acts when nothing is wrong. Otherwise the first wrong field gets the focus. */
  function whenWhole(act: () => void): void {
    const found = faultsOf(form);
    setFaults(found);
    forgetResults();
    if (Object.keys(found).length === 0) act();
  }

  return { element, form, faults, change, whenWhole };
}

/** The fields of a saved receiver, or empty ones. */
export function receiverFormOf(receiver: SavedReceiver | null): ReceiverForm {
  return {
    name: receiver?.name ?? '',
    address: receiver?.address ?? '',
    authorities: receiver?.authorities ?? [],
    header: '',
    withoutHeader: false,
    keepStored: receiver?.authorisation !== 'this-run-only',
  };
}

/** The header to send: null for none, absent to leave it as it is. */
export function authorisationOf(
  { header, withoutHeader }: ReceiverForm,
  saved: SavedReceiver | null,
): { readonly authorisation?: string | null } {
  if (withoutHeader) return { authorisation: null };
  if (header !== '') return { authorisation: header };
  return saved === null ? { authorisation: null } : {};
}

/**
 * What is wrong with a name, and with a header. `address`: as main saves it; null: it has a fault. A saved header goes only to
 * the address that it was saved for.
 */
export function commonFaults(
  { name, header, withoutHeader }: ReceiverForm,
  saved: SavedReceiver | null,
  address: string | null,
): { name?: string; header?: string } {
  const headerFault = (): { header?: string } => {
    if (withoutHeader) return {};
    if (header !== '')
      return canBeAuthorisation(header) ? {} : { header: text('receivers.authorisation.fault') };
    const goesElsewhere = saved !== null && address !== null && address !== saved.address;
    return goesElsewhere && saved.authorisation !== 'none'
      ? { header: text('receivers.authorisation.other-address') }
      : {};
  };
  return { ...(name.trim() === '' ? { name: text('receivers.name.fault') } : {}), ...headerFault() };
}
