import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { RevocationReport } from '../../../../contract/domain/revocation.ts';
import { copyText } from '../../../shared/copy-button.tsx';
import { ticketMarkdown, ticketText } from './ticket-text.ts';

interface CopyForTicketProps {
  readonly report: RevocationReport;
  /** Its name. */
  readonly connection: string;
}

/** Copies what a ticket has to say of a revocation. */
export function CopyForTicket({ report, connection }: CopyForTicketProps) {
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
        <Menu.Item onClick={() => void copyText(ticketText(report, connection))}>Text</Menu.Item>
        <Menu.Item onClick={() => void copyText(ticketMarkdown(report, connection))}>Markdown</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
