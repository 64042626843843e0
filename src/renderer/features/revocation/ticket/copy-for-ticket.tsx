import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { RevocationReport } from '../../../../contract/domain/revocation.ts';
import { useConnection } from '../../../app/connection-context.tsx';
import { copyText } from '../../../ui/copy-text.ts';
import { ticketMarkdown, ticketText } from './ticket-text.ts';

/** Copies what a ticket has to say of a revocation. */
export function CopyForTicket({ report }: { readonly report: RevocationReport }) {
  const { name } = useConnection();
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          Copy for ticket
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void copyText(ticketText(report, name))}>Text</Menu.Item>
        <Menu.Item onClick={() => void copyText(ticketMarkdown(report, name))}>Markdown</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
