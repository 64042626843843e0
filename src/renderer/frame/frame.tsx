import { VisuallyHidden } from '@mantine/core';
import {
  IconListDetails,
  IconPlugConnected,
  IconPower,
  IconSearch,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import type { Connection } from '../../contract/domain/connection.ts';
import { formatCount, formatShortId } from '../messages/format-count.ts';
import { formatElapsed } from '../messages/format-duration.ts';
import { text } from '../messages/text.ts';
import { useAuditState } from '../shared/audit-state-context.tsx';
import { useConnections } from '../shared/connections-context.tsx';
import { formatAway } from '../shared/lost-connection.ts';
import { useOpenRevocations } from '../shared/revocations/open-revocations-context.tsx';
import { useAppInfo } from '../shared/settings-context.tsx';
import { copyText } from '../shared/short-id.tsx';
import { onAnnouncement } from '../ui/announce.ts';
import { useFocusWhileDisabled } from '../ui/focus/focus-while-disabled.ts';
import { CommandPalette } from './command-palette.tsx';
import classes from './frame.module.css';
import {
  InterruptedNotice,
  PageLossNotice,
  SandboxNotice,
  SetAsideNotice,
  UnsavedSettingsNotice,
} from './notices.tsx';
import { useMenuCommands, useWindowShortcuts } from './shortcuts.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { TopBar } from './top-bar.tsx';

/** What is around every page. The connection in use is always visible. */
export function Frame() {
  const { active } = useConnections();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  useMenuCommands();
  useWindowShortcuts();
  useFocusWhileDisabled();

  // The element that had the focus went with its page: the next Tab starts in the new page, not in the top bar.
  useEffect(() => {
    if (path !== undefined && document.activeElement === document.body)
      main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <div className={classes.frame} data-environment={active?.environment}>
      <a href="#content" className={classes.skip}>
        {text('frame.skip')}
      </a>
      <TopBar />
      <div className={classes.notices}>
        <SetAsideNotice />
        <PageLossNotice />
        <UnsavedSettingsNotice />
        <InterruptedNotice />
        {path === '/' ? <SandboxNotice /> : null}
      </div>
      <Navigation />
      <main id="content" ref={main} tabIndex={-1} className={classes.content}>
        <Outlet />
      </main>
      <FooterBar />
      <CommandPalette />
      <ShortcutsDialog />
      <LiveRegion />
    </div>
  );
}

function connectionText(connection: Connection): string {
  switch (connection.connection.state) {
    case 'open': {
      const { release, cdi, latencyMs } = connection.connection.core;
      const facts = { release, cdi, latency: formatElapsed(latencyMs) };
      return text(connection.readOnly ? 'frame.footer.read-only' : 'frame.footer.read-write', facts);
    }
    case 'away':
      return formatAway(connection.connection.error);
    case 'opening':
      return text('frame.footer.opening');
    case 'failed':
      return text('frame.footer.failed');
    case 'closed':
      return text('frame.footer.closed');
  }
}

function FooterBar() {
  const { active } = useConnections();
  const info = useAppInfo();
  return (
    <footer className={classes.footer}>
      <span>{active === null ? '' : connectionText(active)}</span>
      <span className={classes.footerEnd}>
        <AuditHead />
        <span>{info === null ? '' : text('frame.footer.version', { version: info.version })}</span>
      </span>
    </footer>
  );
}

interface Announced {
  readonly key: number;
  readonly text: string;
}

/**
 * Long enough to be read aloud. What is announced within this time is added to what was announced before, once. Then it is taken
 * away: screen readers read what comes into the region, and the same text may come again.
 */
const audibleMs = 1_500;
const visibleMs = 2_500;

/** Where announcements are read by screen readers; those that are meant for everybody are also shown, at the bottom. */
function LiveRegion() {
  const [announced, setAnnounced] = useState<readonly Announced[]>([]);
  const [shown, setShown] = useState<Announced | null>(null);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    let count = 0;
    const stop = onAnnouncement(({ text, shown: isShown }) => {
      count += 1;
      const key = count;
      setAnnounced((now) => (now.at(-1)?.text === text ? now : [...now, { key, text }]));
      timers.add(setTimeout(() => setAnnounced((now) => now.filter((each) => each.key > key)), audibleMs));
      if (!isShown) return;
      setShown({ key, text });
      timers.add(setTimeout(() => setShown((now) => (now?.key === key ? null : now)), visibleMs));
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <>
      <VisuallyHidden role="status" aria-live="polite" aria-atomic="false">
        {announced.map(({ key, text }) => (
          <div key={key}>{text}</div>
        ))}
      </VisuallyHidden>
      {shown === null ? null : (
        <div key={shown.key} className={classes.confirmation} aria-hidden="true">
          {shown.text}
        </div>
      )}
    </>
  );
}

interface NavigationEntry {
  readonly to: '/' | '/users' | '/revocations' | '/audit' | '/connections' | '/settings';
  readonly label: string;
  readonly icon: ComponentType<{ size: number; stroke: number; 'aria-hidden': 'true' }>;
  readonly exact?: boolean;
}

const pages: readonly NavigationEntry[] = [
  { to: '/', label: text('frame.nav.search'), icon: IconSearch, exact: true },
  { to: '/users', label: text('frame.nav.users'), icon: IconUsers },
  { to: '/revocations', label: text('frame.nav.revocations'), icon: IconPower },
  { to: '/audit', label: text('frame.nav.audit'), icon: IconListDetails },
];
const administration: readonly NavigationEntry[] = [
  { to: '/connections', label: text('frame.nav.connections'), icon: IconPlugConnected },
  { to: '/settings', label: text('frame.nav.settings'), icon: IconSettings },
];

interface NavigationLinkProps {
  readonly entry: NavigationEntry;
  /** How many revocations are not ended. */
  readonly open?: number;
}

function NavigationLink({ entry, open = 0 }: NavigationLinkProps) {
  const { to, label, icon: Icon, exact = false } = entry;
  return (
    <Link to={to} activeOptions={{ exact, includeSearch: false }} className={classes.link}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {label}
      {open === 0 ? null : (
        <span className={classes.openCount} title={text('frame.nav.open', { count: open })}>
          {formatCount(open)}
        </span>
      )}
    </Link>
  );
}

function Navigation() {
  const { active } = useConnections();
  const { list } = useOpenRevocations();
  const open = (list ?? []).filter(({ connectionId }) => connectionId === active?.id).length;
  return (
    <nav aria-label={text('frame.nav')} className={classes.nav}>
      {pages.map((entry) => (
        <NavigationLink key={entry.to} entry={entry} open={entry.to === '/revocations' ? open : 0} />
      ))}
      <span className={classes.navRest} />
      {administration.map((entry) => (
        <NavigationLink key={entry.to} entry={entry} />
      ))}
    </nav>
  );
}

/** Whether the audit log can be written, and the hash of its newest record, which a click copies. */
function AuditHead() {
  const { error, state } = useAuditState();
  if (error !== null) return <span className={classes.auditFault}>{text('frame.audit.not-read')}</span>;
  if (state === null) return null;
  const { head } = state;
  return (
    <span className={classes.auditHead}>
      {state.error === null ? (
        <span>{text(state.signing.state === 'signed' ? 'frame.audit.ok' : 'frame.audit.unsigned')}</span>
      ) : (
        <Link to="/audit" className={classes.auditFault}>
          {text('frame.audit.not-writable')}
        </Link>
      )}
      {head === null ? null : (
        <>
          <span>·</span>
          <button
            type="button"
            title={text('frame.audit.copy-title', { sequence: head.sequence, hash: head.hash })}
            aria-label={text('frame.audit.copy', { sequence: head.sequence })}
            onClick={() => void copyText(head.hash)}
          >
            {text('frame.audit.head', { hash: formatShortId(head.hash, 8) })}
          </button>
        </>
      )}
    </span>
  );
}
