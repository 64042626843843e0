import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { plural } from '../../messages/format-count.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { useSettings } from '../../shared/settings-context.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Problem } from '../../ui/problem.tsx';
import { draftSourceWords, draftStateWords } from './draft-words.ts';
import { draftsQuery } from './report-queries.ts';
import classes from './revocations-page.module.css';

/** How often drafts that are being read are asked after. */
const askAgainMs = 2_000;

/** Plans in the making of this connection. Nothing when there is none. */
export function Drafts() {
  const connection = useConnection();
  const { times } = useSettings();
  const drafts = useQuery({
    ...draftsQuery(connection.id),
    refetchInterval: ({ state }) =>
      state.data?.some((draft) => draft.state.state === 'reading' || draft.state.state === 'settling') ===
      true
        ? askAgainMs
        : false,
  });
  const list = drafts.data ?? [];
  if (list.length === 0 && drafts.error === null) return null;
  return (
    <section className={classes.drafts} aria-labelledby="drafts">
      <h2 id="drafts">Plans in the making</h2>
      {drafts.error === null ? null : (
        <Problem
          error={drafts.error}
          meaning="Plans in the making could not be read. Nothing of them was ended."
          onRetry={() => void drafts.refetch()}
        />
      )}
      <ul className={classes.lines}>
        {list.map((draft) => (
          <li key={draft.id}>
            <Link
              to="/revocations/drafts/$draftId"
              params={{ draftId: draft.id }}
              className={classes.what}
              title={draftSourceWords(draft, times)}
            >
              {draftSourceWords(draft, times)}
            </Link>
            <span className={classes.aside}>
              {draftStateWords(draft)} · hits {plural(draft.totals.sessions, 'session')} · begun{' '}
              <Moment at={draft.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
