import { PasswordInput } from '@mantine/core';
import type { ComponentProps } from 'react';

/** A field for a key or a passphrase. Mantine's own does not say that it is wrong: screen readers and forms look for that. */
export function SecretField(props: ComponentProps<typeof PasswordInput>) {
  return <PasswordInput autoComplete="off" aria-invalid={Boolean(props.error)} {...props} />;
}
