import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  useNavigate,
} from '@tanstack/react-router';
import { DraftPage } from '../features/planning/draft/draft-page.tsx';
import { NewListPage } from '../features/planning/list/new-list-page.tsx';
import { NewRulePage } from '../features/planning/rule/new-rule-page.tsx';
import { RevocationsPage } from '../features/revocation/history/revocations-page.tsx';
import { RevocationPage } from '../features/revocation/report/revocation-page.tsx';
import { SearchPage } from '../features/search/search-page.tsx';
import { SessionPage } from '../features/session/session-page.tsx';
import { UserPage } from '../features/user/user-page.tsx';
import { UsersList } from '../features/users/users-list.tsx';
import { UsersPage } from '../features/users/users-page.tsx';
import { forgetEntriesFrom } from '../ui/view-state.ts';
import { CoreGate } from './core-gate.tsx';
import { BrokenPage, NotFoundPage } from './fallback-pages.tsx';
import { Frame } from './frame/frame.tsx';
import { idFromPath, idToPath } from './id-in-path.ts';
import { parseSearch, stringifySearch } from './plain-search.ts';
import { useSearchEntry } from './use-search-entry.ts';

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
          title="All users"
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
  component: function UserRoute() {
    const { userId } = user.useParams();
    return <UserPage key={userId} userId={userId} />;
  },
});

const session = createRoute({
  getParentRoute: () => core,
  path: 'sessions/$handle',
  params: {
    parse: ({ handle }) => ({ handle: idFromPath(handle) }),
    stringify: ({ handle }) => ({ handle: idToPath(handle) }),
  },
  component: function SessionRoute() {
    const { handle } = session.useParams();
    return <SessionPage key={handle} handle={handle} />;
  },
});

const revocations = createRoute({
  getParentRoute: () => core,
  path: 'revocations',
  component: RevocationsPage,
});

const revocation = createRoute({
  getParentRoute: () => core,
  path: 'revocations/$id',
  component: function RevocationRoute() {
    const { id } = revocation.useParams();
    return <RevocationPage key={id} id={id} />;
  },
});

const newList = createRoute({
  getParentRoute: () => core,
  path: 'revocations/new/list',
  component: NewListPage,
});

const newRule = createRoute({
  getParentRoute: () => core,
  path: 'revocations/new/rule',
  component: NewRulePage,
});

const draft = createRoute({
  getParentRoute: () => core,
  path: 'revocations/drafts/$draftId',
  component: function DraftRoute() {
    const { draftId } = draft.useParams();
    return <DraftPage key={draftId} draftId={draftId} />;
  },
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

// What stood at this place of the history before, and after it, cannot be gone back to any more.
router.history.subscribe(({ location, action }) => {
  if (action.type === 'PUSH') forgetEntriesFrom(location.state.__TSR_index);
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
