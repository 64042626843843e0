import { Button, Progress } from '@mantine/core';
import { text } from '../../messages/text.ts';
import classes from './view-progress.module.css';

interface ViewProgressProps {
  /** Steps of finding and sorting; with none in all, how far it is is not known yet. */
  readonly done: number;
  readonly of: number;
  readonly onCancel: () => void;
}

/** How far main is with finding and sorting the rows of a table. */
export function ViewProgress({ done, of, onCancel }: ViewProgressProps) {
  if (of === 0) return null;
  const percent = Math.floor((done / of) * 100);
  return (
    <div className={classes.line}>
      <Progress
        value={(done / of) * 100}
        size={4}
        className={classes.bar}
        aria-label={text('tables.view-percent', { percent })}
      />
      <span>{text('tables.view-preparing')}</span>
      <Button size="compact-xs" variant="default" onClick={onCancel}>
        {text('tables.view-cancel')}
      </Button>
    </div>
  );
}
