import { type Exchange, json, type Reply, type Route, requiredParam, text } from './exchange.ts';

/** Interface versions as the recorded core lists them; a client needs 5.4. */
export const INTERFACE_VERSIONS = [
  ...[
    '2.7',
    '2.8',
    '2.9',
    '2.10',
    '2.11',
    '2.12',
    '2.13',
    '2.14',
    '2.15',
    '2.16',
    '2.17',
    '2.18',
    '2.19',
    '2.20',
  ],
  ...['2.21', '3.0', '3.1', '4.0', '5.0', '5.1', '5.2', '5.3', '5.4'],
];

const FEATURES = [
  ...['account_linking', 'multi_tenancy', 'test', 'dashboard_login', 'mfa', 'security', 'oauth', 'saml'],
];

const DAY_MS = 24 * 3600 * 1000;

/** What is about the core itself: greeting, versions, keys, features, activity. */
export const coreRoutes: readonly Route[] = [
  { method: 'GET', path: '/hello', access: 'open', handle: () => text(200, 'Hello') },
  {
    method: 'GET',
    path: '/apiversion',
    access: 'open',
    handle: () => json({ versions: INTERFACE_VERSIONS }),
  },
  { method: 'GET', path: '/.well-known/jwks.json', access: 'open', handle: jwks },
  { method: 'GET', path: '/ee/featureflag', handle: features },
  { method: 'GET', path: '/users/count/active', handle: countActive },
];

async function jwks({ tokens }: Exchange): Promise<Reply> {
  return { ...json(await tokens.keys.jwks()), cacheControl: 'max-age=60, must-revalidate' };
}

// Users active in the last 0, 1, … 30 days; the recorded core was fresh and showed zeros.
function features({ store }: Exchange): Reply {
  const now = Date.now();
  const maus = Array.from({ length: 31 }, (_, days) => store.activity.countSince(now - days * DAY_MS));
  return json({ features: FEATURES, usageStats: { maus }, status: 'OK' });
}

function countActive(exchange: Exchange): Reply {
  const since = Number(requiredParam(exchange, 'since'));
  return json({ status: 'OK', count: exchange.store.activity.countSince(since) });
}
