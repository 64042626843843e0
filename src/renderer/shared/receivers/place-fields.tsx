import { TextInput } from '@mantine/core';
import { text } from '../../messages/text.ts';
import type { ReceiverFaults, ReceiverForm } from './receiver-form.ts';

interface PlaceFieldsProps {
  readonly form: Pick<ReceiverForm, 'name' | 'address'>;
  readonly faults: Pick<ReceiverFaults<ReceiverForm>, 'name' | 'address'>;
  /** What an address is, and one as it could be. */
  readonly addressAbout: string;
  readonly addressExample: string;
  readonly onChange: (part: Partial<Pick<ReceiverForm, 'name' | 'address'>>) => void;
}

/** How a receiver is called, and where it is. */
export function PlaceFields({ form, faults, addressAbout, addressExample, onChange }: PlaceFieldsProps) {
  return (
    <>
      <TextInput
        data-autofocus
        label={text('receivers.name')}
        maxLength={60}
        autoComplete="off"
        value={form.name}
        error={faults.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label={text('receivers.address')}
        description={addressAbout}
        placeholder={addressExample}
        autoComplete="off"
        spellCheck={false}
        value={form.address}
        error={faults.address}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
      />
    </>
  );
}
