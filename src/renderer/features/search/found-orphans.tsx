import { Link } from '@tanstack/react-router';
import { plural } from '../../messages/format-count.ts';
import { EndButton } from '../../shared/end-button.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import classes from './search-page.module.css';
import type { SearchResults } from './search-results.ts';

interface FoundOrphansProps {
  readonly orphans: SearchResults['orphans'];
  readonly onDone: () => void;
}

/** Sessions under an id that is no user: a deleted one, or one the application made up. */
export function FoundOrphans({ orphans, onDone }: FoundOrphansProps) {
  return orphans.map(({ id, count }) => (
    <div key={id} className={classes.orphan}>
      <span>
        {plural(count, 'session')} under an id that is no user: <ShortId value={id} />{' '}
        <Link to="/users/$userId" params={{ userId: id }}>
          Show {count === 1 ? 'it' : 'them'}
        </Link>
      </span>
      <EndButton scope={{ type: 'user', userId: id, tenantId: null }} subject={id} onDone={onDone}>
        End sessions
      </EndButton>
    </div>
  ));
}
