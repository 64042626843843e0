import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Draft, isReading } from '../../../../contract/domain/planning/draft.ts';
import { formatListName } from '../../../messages/format-list-name.ts';
import { formatRule, withRetry } from '../../../messages/format-rule.ts';
import type { Times } from '../../../messages/format-time.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { draftsQuery } from '../../../shared/drafts-query.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import { OpenRevocations } from '../progress/open-revocations.tsx';
import { History } from './history.tsx';
import classes from './revocations-page.module.css';

/** All revocations of this connection: those that are not finished, drafts, and those that have ended. */
export function RevocationsPage() {
  const connection = useConnection();
  return (
    <Page title={text('history.title')} layout="full">
      <div className={classes.head}>
        <div>
          <h1>{text('history.title')}</h1>
          <p className={classes.about}>{text('history.about', { connection: connection.name })}</p>
        </div>
        <div className={classes.new}>
          <Button component={Link} to="/revocations/new/list" variant="default">
            {text('history.new-list')}
          </Button>
          <Button component={Link} to="/revocations/new/rule" variant="default">
            {text('history.new-rule')}
          </Button>
        </div>
      </div>
      <div className={classes.unfinished}>
        <OpenRevocations />
        <Drafts />
      </div>
      <History />
    </Page>
  );
}

/** How often drafts that are being read are asked for again. */
const askAgainMs = 2_000;

/** The drafts of this connection. Nothing when there is none. */
function Drafts() {
  const connection = useConnection();
  const { times } = useSettings();
  const drafts = useQuery({
    ...draftsQuery(connection.id),
    refetchInterval: ({ state }) =>
      state.data?.some(({ state }) => isReading(state) || state.state === 'settling') === true
        ? askAgainMs
        : false,
  });
  const list = drafts.data ?? [];
  if (list.length === 0 && drafts.error === null) return null;
  return (
    <section className={classes.drafts} aria-labelledby="drafts">
      <h2 id="drafts">{text('history.drafts')}</h2>
      {drafts.error === null ? null : (
        <Problem
          error={drafts.error}
          meaning={text('history.drafts-error')}
          onRetry={() => void drafts.refetch()}
        />
      )}
      <ul className={classes.lines}>
        {list.map((draft) => (
          <li key={draft.id}>
            <Link
              to="/revocations/drafts/$draftId"
              params={{ draftId: draft.id }}
              className={classes.source}
              title={formatDraftSource(draft, times)}
            >
              {formatDraftSource(draft, times)}
            </Link>
            <span className={classes.aside}>
              {richText('history.draft-facts', {
                state: formatDraftState(draft),
                count: draft.totals.sessions,
                time: <Moment at={draft.createdAt} />,
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a draft is made from. */
export function formatDraftSource({ source }: Pick<Draft, 'source'>, times: Times): string {
  const name =
    source.type === 'list' ? formatListName(source.name) : formatRule(source.rule, source.tenants, times);
  return withRetry(name, source);
}

/** How far a draft is. */
export function formatDraftState({ state }: Pick<Draft, 'state'>): string {
  switch (state.state) {
    case 'reading':
      return text('history.draft.reading');
    case 'waiting':
      return text('history.draft.waiting');
    case 'pausing':
      return text('history.draft.pausing');
    case 'stopping':
      return text('history.draft.stopping');
    case 'settling':
      return text('history.draft.settling');
    case 'paused':
      if (state.by === 'core') return text('history.draft.paused-core');
      if (state.by === 'store') return text('history.draft.paused-store');
      return text(state.by === 'restart' ? 'history.draft.paused-restart' : 'history.draft.paused');
    case 'stopped':
      return text('history.draft.stopped');
    case 'ready':
      return text('history.draft.ready');
    case 'failed':
      return text('history.draft.failed');
  }
}
