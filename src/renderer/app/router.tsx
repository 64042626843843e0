import { Anchor, Button } from '@mantine/core';
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  lazyRouteComponent,
  useNavigate,
  useRouter,
  useRouterState,
} from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { parseAuditSearch } from '../features/audit/audit-filter.ts';
import { SearchPage } from '../features/search/search-page.tsx';
import { UsersList, UsersPage } from '../features/users/users-list.tsx';
import { Frame } from '../frame/frame.tsx';
import { text } from '../messages/text.ts';
import { EmptyNote, Page } from '../ui/page/page.tsx';
import { Problem } from '../ui/page/problem.tsx';
import { forgetEntriesFrom } from '../ui/view-state.ts';
import { idFromPath, idToPath, parseSearch, stringifySearch } from './addresses.ts';
import { CoreGate } from './core-gate.tsx';

// Pages that a console does not begin with are read when they are first opened: its first page is there sooner. The
// router waits for them, and shows the page before and any dialog over it meanwhile.
const UserPage = lazyRouteComponent(() => import('../features/user/user-page.tsx'), 'UserPage');
const SessionPage = lazyRouteComponent(() => import('../features/session/session-page.tsx'), 'SessionPage');
const UserHistory = lazyRouteComponent(
  () => import('../features/audit/history/user-history.tsx'),
  'UserHistory',
);
const AuditPage = lazyRouteComponent(() => import('../features/audit/audit-page.tsx'), 'AuditPage');
const RevocationPage = lazyRouteComponent(
  () => import('../features/revocation/report/revocation-page.tsx'),
  'RevocationPage',
);
const DraftPage = lazyRouteComponent(() => import('../features/planning/draft/draft-page.tsx'), 'DraftPage');

interface ReadWhenOpened {
  readonly preload?: () => Promise<void> | undefined;
}

/** The component of a route, for which the router first reads the pages that it shows: it asks a component only. */
function showing<Props>(pages: readonly ReadWhenOpened[], component: (props: Props) => ReactNode) {
  return Object.assign(component, {
    preload: async () => {
      await Promise.all(pages.map((page) => page.preload?.()));
    },
  });
}

const root = createRootRoute({ component: Frame });
const core = createRoute({ getParentRoute: () => root, id: 'core', component: CoreGate });

const search = createRoute({
  getParentRoute: () => core,
  path: '/',
  validateSearch: (input: { q?: unknown; tenant?: unknown }): { q?: string; tenant?: string } => ({
    ...(typeof input.q === 'string' ? { q: input.q } : {}),
    ...(typeof input.tenant === 'string' ? { tenant: input.tenant } : {}),
  }),
  component: function SearchRoute() {
    const { q, tenant } = search.useSearch();
    const navigate = useNavigate();
    const entry = useSearchEntry();
    return (
      <SearchPage key={entry} query={q ?? ''}>
        <UsersList
          heading="h2"
          title={text('frame.all-users')}
          tenant={tenant ?? null}
          onTenant={(chosen) =>
            void navigate({ to: '/', search: chosen === null ? {} : { tenant: chosen }, replace: true })
          }
        />
      </SearchPage>
    );
  },
});

const users = createRoute({
  getParentRoute: () => core,
  path: 'users',
  validateSearch: (input: { tenant?: unknown }): { tenant?: string } =>
    typeof input.tenant === 'string' ? { tenant: input.tenant } : {},
  component: function UsersRoute() {
    return <UsersPage tenant={users.useSearch().tenant ?? null} />;
  },
});

const user = createRoute({
  getParentRoute: () => core,
  path: 'users/$userId',
  params: {
    parse: ({ userId }) => ({ userId: idFromPath(userId) }),
    stringify: ({ userId }) => ({ userId: idToPath(userId) }),
  },
  component: showing([UserPage, UserHistory], function UserRoute() {
    const { userId } = user.useParams();
    return <UserPage key={userId} userId={userId} history={(id) => <UserHistory userId={id} />} />;
  }),
});

const session = createRoute({
  getParentRoute: () => core,
  path: 'sessions/$handle',
  params: {
    parse: ({ handle }) => ({ handle: idFromPath(handle) }),
    stringify: ({ handle }) => ({ handle: idToPath(handle) }),
  },
  component: showing([SessionPage], function SessionRoute() {
    const { handle } = session.useParams();
    return <SessionPage key={handle} handle={handle} />;
  }),
});

const revocations = createRoute({
  getParentRoute: () => core,
  path: 'revocations',
  component: lazyRouteComponent(
    () => import('../features/revocation/history/revocations-page.tsx'),
    'RevocationsPage',
  ),
});

const revocation = createRoute({
  getParentRoute: () => core,
  path: 'revocations/$id',
  component: showing([RevocationPage], function RevocationRoute() {
    const { id } = revocation.useParams();
    return <RevocationPage key={id} id={id} />;
  }),
});

const newList = createRoute({
  getParentRoute: () => core,
  path: 'revocations/new/list',
  component: lazyRouteComponent(() => import('../features/planning/list/new-list-page.tsx'), 'NewListPage'),
});

const newRule = createRoute({
  getParentRoute: () => core,
  path: 'revocations/new/rule',
  component: lazyRouteComponent(() => import('../features/planning/rule/new-rule-page.tsx'), 'NewRulePage'),
});

const draft = createRoute({
  getParentRoute: () => core,
  path: 'revocations/drafts/$draftId',
  component: showing([DraftPage], function DraftRoute() {
    const { draftId } = draft.useParams();
    return <DraftPage key={draftId} draftId={draftId} />;
  }),
});

/** Of every connection: it needs none. */
const audit = createRoute({
  getParentRoute: () => root,
  path: 'audit',
  validateSearch: parseAuditSearch,
  component: showing([AuditPage], function AuditRoute() {
    return <AuditPage search={audit.useSearch()} />;
  }),
});

const connections = createRoute({
  getParentRoute: () => root,
  path: 'connections',
  component: lazyRouteComponent(
    () => import('../features/connections/connections-page.tsx'),
    'ConnectionsPage',
  ),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: 'settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    core.addChildren([
      ...[search, users, user, session],
      ...[revocations, revocation, newList, newRule, draft],
    ]),
    audit,
    connections,
    settings,
  ]),
  parseSearch,
  stringifySearch,
  // Pages keep their own scroll positions: they scroll inside the frame.
  scrollRestoration: false,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: BrokenPage,
});

// What was at this place of the history before, and after it, cannot be reached by going back.
router.history.subscribe(({ location, action }) => {
  if (action.type === 'PUSH') forgetEntriesFrom(location.state.__TSR_index);
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** An address without a page. */
function NotFoundPage() {
  return (
    <Page title={text('frame.not-found')} layout="column">
      <h1>{text('frame.not-found')}</h1>
      <EmptyNote title={text('frame.not-found.address')}>
        <Anchor component={Link} to="/">
          {text('frame.go.search')}
        </Anchor>
      </EmptyNote>
    </Page>
  );
}

/** A page that failed while it was rendered. The frame around it still works. */
function BrokenPage({ error, reset }: ErrorComponentProps) {
  return (
    <Page title={text('frame.broken')} layout="column">
      <h1>{text('frame.broken')}</h1>
      <Problem error={error} meaning={text('frame.broken.meaning')}>
        <Button size="compact-sm" variant="default" onClick={reset}>
          {text('frame.broken.retry')}
        </Button>
      </Problem>
    </Page>
  );
}

/**
 * The place in the history of the search that is on screen. Each place is a search of its own, with its own text and
 * results; replacing its address changes nothing. While the router is on its way, the place before or after counts as
 * long as its page is shown.
 */
function useSearchEntry(): number {
  const router = useRouter();
  const [opened] = useState(() => router.history.location.state.__TSR_index);
  const shown = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation });
  return shown?.pathname === '/' ? shown.state.__TSR_index : opened;
}
