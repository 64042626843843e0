import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '../../../contract/domain/connection.ts';
import { longestAuthorisation } from '../../../contract/domain/forwarding.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { SecretField } from '../../ui/fields/secret-field.tsx';
import { appInfoQuery, useAppInfo } from '../settings-context.tsx';
import type { ReceiverForm } from './receiver-form.ts';
import classes from './receivers.module.css';

interface AuthorisationFieldsProps {
  readonly form: ReceiverForm;
  /** What is saved of the header. */
  readonly saved: Connection['key'];
  readonly fault: string | undefined;
  readonly onChange: (part: Partial<ReceiverForm>) => void;
}

const hints: Readonly<Record<Connection['key'], MessageKey>> = {
  none: 'receivers.authorisation.none',
  stored: 'receivers.authorisation.stored',
  'this-run-only': 'receivers.authorisation.this-run-only',
  unreadable: 'receivers.authorisation.unreadable',
};

/** The `Authorization` header of a receiver, and where it is kept. */
export function AuthorisationFields({ form, saved, fault, onChange }: AuthorisationFieldsProps) {
  const secretStore = useAppInfo()?.secretStore ?? 'absent';
  // The keyring can be unlocked while the console runs.
  useQuery({ ...appInfoQuery, staleTime: 0, refetchOnWindowFocus: true });
  const canKeep = secretStore === 'available';
  const { header, keepStored, withoutHeader } = form;
  return (
    <>
      <SecretField
        label={text('receivers.authorisation')}
        description={text(hints[saved])}
        placeholder={text('receivers.authorisation.example')}
        maxLength={longestAuthorisation}
        disabled={withoutHeader}
        value={withoutHeader ? '' : header}
        error={fault}
        onChange={(event) => onChange({ header: event.currentTarget.value })}
      />
      <Checkbox
        label={text('receivers.authorisation.keep')}
        disabled={!canKeep || withoutHeader}
        checked={canKeep && keepStored && !withoutHeader}
        onChange={(event) => onChange({ keepStored: event.currentTarget.checked })}
      />
      {canKeep || withoutHeader ? null : (
        <p className={classes.note}>
          {text(
            secretStore === 'locked'
              ? 'receivers.authorisation.store-locked'
              : 'receivers.authorisation.no-store',
          )}
        </p>
      )}
      {saved === 'none' ? null : (
        <Checkbox
          label={text('receivers.authorisation.remove')}
          checked={withoutHeader}
          onChange={(event) => onChange({ withoutHeader: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

/** Where a header is kept that is saved now. */
export function useKeepAuthorisation({ keepStored }: ReceiverForm): 'stored' | 'this-run-only' {
  return useAppInfo()?.secretStore === 'available' && keepStored ? 'stored' : 'this-run-only';
}
