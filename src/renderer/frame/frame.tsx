import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { CommandPalette } from './command-palette.tsx';
import { FooterBar } from './footer-bar.tsx';
import classes from './frame.module.css';
import { LiveRegion } from './live-region.tsx';
import { Navigation } from './navigation.tsx';
import { InterruptedNotice, SandboxNotice, SetAsideNotice } from './notices.tsx';
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
