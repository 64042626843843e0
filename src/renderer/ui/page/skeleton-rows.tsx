import { text } from '../../messages/text.ts';
import { useDisplay } from '../values/display-context.tsx';
import classes from './skeleton-rows.module.css';

interface SkeletonRowsProps {
  readonly rows?: number;
  /** What is being read, for screen readers: "Reading the sessions". */
  readonly label?: string;
}

/** Rows that are on their way, as high as the real ones. */
export function SkeletonRows({ rows = 8, label = text('tables.reading') }: SkeletonRowsProps) {
  const { density } = useDisplay();
  const bars = Array.from({ length: rows }, (_, index) => index);
  return (
    <div className={classes.rows} data-density={density} role="status" aria-label={label}>
      {bars.map((bar) => (
        <div key={bar} className={classes.row}>
          <span className={classes.bar} style={{ width: `${30 + ((bar * 37) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}

interface UnreadCellProps {
  /** For screen readers: "not read yet". Without one, it is not announced. */
  readonly label?: string;
}

/** In place of a value that is on its way. */
export function UnreadCell({ label }: UnreadCellProps) {
  if (label === undefined) return <span className={classes.cell} />;
  return <span className={classes.cell} role="img" aria-label={label} />;
}
