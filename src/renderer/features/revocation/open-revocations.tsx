import { useConnection } from '../../shared/connection-context.tsx';
import { useOpenRevocations } from '../../shared/open-revocations-context.tsx';
import { Problem } from '../../ui/problem.tsx';
import { OpenCard } from './open-card.tsx';
import { OpenElsewhere } from './open-elsewhere.tsx';
import classes from './revocations-page.module.css';

/** What runs, stands still or was interrupted: here in full, on other connections in a line. Nothing when there is none. */
export function OpenRevocations() {
  const connection = useConnection();
  const { list, error, retry } = useOpenRevocations();
  const open = list ?? [];
  const here = open.filter(({ connectionId }) => connectionId === connection.id);
  const elsewhere = open.filter(({ connectionId }) => connectionId !== connection.id);
  if (open.length === 0 && error === null) return null;
  return (
    <section className={classes.open} aria-labelledby="open">
      <h2 id="open">Not ended</h2>
      {error === null ? null : (
        <Problem
          error={error}
          meaning="What runs at present cannot be shown. It goes on all the same."
          onRetry={retry}
        />
      )}
      <ul className={classes.cards}>
        {here.map((progress) => (
          <OpenCard key={progress.id} progress={progress} />
        ))}
        {elsewhere.map((progress) => (
          <OpenElsewhere key={progress.id} progress={progress} />
        ))}
      </ul>
    </section>
  );
}
