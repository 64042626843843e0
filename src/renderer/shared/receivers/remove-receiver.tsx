import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { text } from '../../messages/text.ts';
import { useHeldDialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import classes from './receivers.module.css';

interface RemoveReceiverProps {
  readonly onRemove: () => Promise<unknown>;
  readonly onRemoved: () => void;
}

/** For the buttons of a form. Main asks the operator before it removes the receiver, and says how much waits. */
export function RemoveReceiver({ onRemove, onRemoved }: RemoveReceiverProps) {
  const remove = useMutation({ mutationFn: onRemove, onSuccess: onRemoved });
  useHeldDialog(remove.isPending);
  return (
    <>
      {remove.isError ? <Problem error={remove.error} meaning={text('receivers.not-removed')} /> : null}
      <Button
        className={classes.remove ?? ''}
        variant="subtle"
        color="gray"
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        {text('receivers.remove')}
      </Button>
    </>
  );
}
