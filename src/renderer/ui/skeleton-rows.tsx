import { useDisplay } from './display-context.tsx';
import classes from './skeleton-rows.module.css';

interface SkeletonRowsProps {
  readonly rows?: number;
  /** What is being read, for screen readers: "Reading the sessions". */
  readonly label?: string;
}

/** Rows that are on their way, as high as the real ones. */
export function SkeletonRows({ rows = 8, label = 'Reading' }: SkeletonRowsProps) {
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
