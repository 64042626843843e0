import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { text } from '../../../messages/text.ts';
import { copyText } from '../../../shared/short-id.tsx';
import { useNameInRevocation } from '../user-link.tsx';
import { ticketMarkdown, ticketText } from './ticket-text.ts';

interface CopyForTicketProps {
  readonly report: RevocationReport;
  /** What is done with the revocation at present; null: nothing. */
  readonly activity: RunProgress | null;
  /** Its name. */
  readonly connection: string;
}

/** Copies what a ticket has to say of a revocation. */
export function CopyForTicket({ activity, report, connection }: CopyForTicketProps) {
  const userName = useNameInRevocation({ ...report.plan, userName: report.userName });
  const names = { activity, connection, userName };
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {text('report.copy')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void copyText(ticketText(report, { ...names, now: Date.now() }))}>
          {text('report.copy-text')}
        </Menu.Item>
        <Menu.Item onClick={() => void copyText(ticketMarkdown(report, { ...names, now: Date.now() }))}>
          {text('report.copy-markdown')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
