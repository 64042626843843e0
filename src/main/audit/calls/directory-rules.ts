import type { Interpretation } from '../../../contract/domain/search.ts';
import { mayBeToken } from '../../../contract/domain/text/token-text.ts';
import type { CallRules } from './call-rule.ts';
import type { Sight } from './viewings.ts';

export const directoryRules: CallRules<'directory'> = {
  'directory.search': () => {
    let interpretations: readonly Interpretation[] = [];
    const users = new Set<string>();
    const sessions = new Set<string>();
    let isWhole = false;
    return {
      item: (item) => {
        if (item.type === 'interpretations') interpretations = item.interpretations;
        if (item.type === 'users') for (const { id } of item.users) users.add(id);
        if (item.type === 'sessions') for (const { handle } of item.rows) sessions.add(handle);
        if (item.type === 'finished') isWhole = true;
      },
      entries: ({ text }, { hasSearchText }) => [
        {
          action: 'search.made',
          details: {
            kinds: interpretations.map(({ type }) => type).join(' '),
            users: users.size,
            sessions: sessions.size,
            isWhole,
            ...(hasSearchText ? { text: recordable(text, interpretations) } : {}),
          },
        },
      ],
    };
  },
  'directory.tenants': 'no-user',
  'directory.users': ({ pages }, answer) => [
    {
      action: 'search.made',
      details: {
        kinds: 'list-of-users',
        tenants: pages.length,
        users: (answer ?? []).reduce((sum, page) => sum + page.users.length, 0),
      },
    },
  ],
  'directory.userCount': 'no-user',
  'directory.user': ({ userId }, view) => {
    const isThere = view ? view.type === 'user' : null;
    return [{ action: 'user.viewed', user: userId, sight: sightOf(isThere), details: { isThere } }];
  },
  'directory.roles': ({ userId }, roles) => [
    {
      action: 'user.viewed',
      user: userId,
      sight: roles ? 'something' : null,
      details: { tenants: roles?.length ?? null },
    },
  ],
  'directory.userSessions': () => {
    let sessions: number | null = null;
    return {
      item: (item) => {
        if (item.type === 'listed') sessions = item.total;
      },
      entries: ({ userId }) => [
        {
          action: 'user.viewed',
          user: userId,
          // Left before all were listed: some were on screen.
          sight: sessions === null ? null : sessions > 0 ? 'something' : 'empty-list',
          details: { sessions },
        },
      ],
    };
  },
  'directory.readFirst': 'part-of-a-call',
  'directory.sessionCounts': 'part-of-a-call',
  'directory.session': ({ handle }, view) => {
    const isThere = view ? view.type === 'session' : null;
    return [
      {
        action: 'session.viewed',
        session: handle,
        user: view?.type === 'session' ? view.session.userId : null,
        sight: sightOf(isThere),
        details: { isThere },
      },
    ];
  },
};

function sightOf(isThere: boolean | null): Sight {
  if (isThere === null) return null;
  return isThere ? 'something' : 'nothing';
}

const longestText = 200;

/** Null: it is, or may be, a token. */
function recordable(text: string, interpretations: readonly Interpretation[]): string | null {
  const hasToken = interpretations.some(({ type }) => type === 'access-token' || type === 'refresh-token');
  return hasToken || mayBeToken(text) ? null : text.slice(0, longestText).toWellFormed();
}
