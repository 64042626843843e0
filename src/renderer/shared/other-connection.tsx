import { Button } from '@mantine/core';
import { text } from '../messages/text.ts';
import { EmptyNote } from '../ui/empty-note.tsx';
import { useConnections } from './connections-context.tsx';

interface OtherConnectionProps {
  readonly connectionId: string;
  /** What is not shown. */
  readonly subject: 'revocation' | 'draft';
}

const ofOther = { revocation: 'connections.other.revocation', draft: 'connections.other.draft' } as const;
const ofRemoved = {
  revocation: 'connections.removed.revocation',
  draft: 'connections.removed.draft',
} as const;

/** In place of what belongs to another connection than the one in use: its links would lead to users of the wrong core. */
export function OtherConnection({ connectionId, subject }: OtherConnectionProps) {
  const { list, activate } = useConnections();
  const other = list?.find(({ id }) => id === connectionId);
  if (other === undefined) return <EmptyNote title={text(ofRemoved[subject])} />;
  return (
    <EmptyNote title={text(ofOther[subject], { name: other.name })}>
      <Button variant="default" onClick={() => activate(other.id)}>
        {text('connections.other.switch', { name: other.name })}
      </Button>
    </EmptyNote>
  );
}
