import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useConnections } from '../shared/connections-context.tsx';
import { CommandPalette } from './command-palette.tsx';
import { FooterBar } from './footer-bar.tsx';
import classes from './frame.module.css';
import { LiveRegion } from './live-region.tsx';
import { Navigation } from './navigation.tsx';
import { InterruptedNotice, SetAsideNotice } from './notices.tsx';
import { useMenuCommands, useSearchShortcut } from './shortcuts.ts';
import { TopBar } from './top-bar.tsx';

/** What is around every page: which core this is stays in sight, whatever the page shows. */
export function Frame() {
  const { active } = useConnections();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  useMenuCommands();
  useSearchShortcut();

  // The element that had the focus is gone with its page: the next Tab starts in the new one, not in the top bar.
  useEffect(() => {
    if (path !== undefined && document.activeElement === document.body)
      main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <div className={classes.frame} data-environment={active?.environment}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <TopBar />
      <div className={classes.notices}>
        <SetAsideNotice />
        <InterruptedNotice />
      </div>
      <Navigation />
      <main id="content" ref={main} tabIndex={-1} className={classes.content}>
        <Outlet />
      </main>
      <FooterBar />
      <CommandPalette />
      <LiveRegion />
    </div>
  );
}
