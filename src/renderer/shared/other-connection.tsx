import { Button } from '@mantine/core';
import { EmptyNote } from '../ui/empty-note.tsx';
import { useConnections } from './connections-context.tsx';

interface OtherConnectionProps {
  readonly connectionId: string;
  /** What is not shown: "This revocation was". */
  readonly what: string;
}

/**
 * In place of what belongs to another core than the one in use: its numbers would stand under the wrong name, and its
 * links lead to sessions and users of the wrong core.
 */
export function OtherConnection({ connectionId, what }: OtherConnectionProps) {
  const { list, activate } = useConnections();
  const other = list?.find(({ id }) => id === connectionId);
  if (other === undefined) return <EmptyNote title={`${what} on a connection that is not there any more`} />;
  return (
    <EmptyNote title={`${what} on ${other.name}`}>
      <Button variant="default" onClick={() => activate(other.id)}>
        Switch to {other.name}
      </Button>
    </EmptyNote>
  );
}
