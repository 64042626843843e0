import { Button } from '@mantine/core';
import { useConnections } from '../../app/connections-context.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';

/**
 * In place of a report of another core than the one in use: its numbers would stand under the wrong name, and its links
 * lead to sessions and users of the wrong core.
 */
export function OtherConnection({ connectionId }: { readonly connectionId: string }) {
  const { list, activate } = useConnections();
  const other = list?.find(({ id }) => id === connectionId);
  if (other === undefined)
    return <EmptyNote title="This revocation was on a connection that is not there any more" />;
  return (
    <EmptyNote title={`This revocation was on ${other.name}`}>
      <Button variant="default" onClick={() => activate(other.id)}>
        Switch to {other.name}
      </Button>
    </EmptyNote>
  );
}
