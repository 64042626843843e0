import type { Route } from './exchange.ts';
import { accountInfoRoutes } from './routes/account-info-route.ts';
import { contextRoutes } from './routes/context-routes.ts';
import { coreRoutes } from './routes/core-routes.ts';
import { linkingRoutes } from './routes/linking-routes.ts';
import { mappingRoutes } from './routes/mapping-routes.ts';
import { passwordlessRoutes } from './routes/passwordless-routes.ts';
import { removeUserRoutes } from './routes/remove-user-route.ts';
import { revokeRoutes } from './routes/revoke-route.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { signUpRoutes } from './routes/sign-up-routes.ts';
import { tenantRoutes } from './routes/tenant-routes.ts';
import { tokenRoutes } from './routes/token-routes.ts';
import { userRoutes } from './routes/user-routes.ts';
import { PUBLIC_TENANT } from './store/tenants.ts';

const ROUTES: readonly Route[] = [
  ...coreRoutes,
  ...sessionRoutes,
  ...revokeRoutes,
  ...tokenRoutes,
  ...userRoutes,
  ...accountInfoRoutes,
  ...removeUserRoutes,
  ...signUpRoutes,
  ...passwordlessRoutes,
  ...linkingRoutes,
  ...mappingRoutes,
  ...tenantRoutes,
  ...contextRoutes,
];

const BY_PATH = new Map(ROUTES.map((route) => [`${route.method} ${route.path}`, route]));

interface Match {
  readonly route: Route;
  readonly tenantId: string;
}

/** The route of a path, with or without a tenant before it. Whether that tenant exists is not asked here. */
export function findRoute(method: string, path: string): Match | undefined {
  const whole = BY_PATH.get(`${method} ${path}`);
  if (whole) return { route: whole, tenantId: PUBLIC_TENANT };
  const slash = path.indexOf('/', 1);
  const rest = slash < 0 ? undefined : BY_PATH.get(`${method} ${path.slice(slash)}`);
  return rest ? { route: rest, tenantId: path.slice(1, slash).toLowerCase() } : undefined;
}
