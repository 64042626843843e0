import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failure } from '../../contract/failure.ts';
import { Problem } from '../ui/problem.tsx';
import { setAsideQuery } from '../shared/app-queries.ts';
import classes from './frame.module.css';

/** Own files that could not be read: connections or settings are missing now, and nobody should have to find out alone. */
export function SetAsideNotice() {
  const { data = [] } = useQuery(setAsideQuery);
  const [dismissed, setDismissed] = useState(false);
  if (data.length === 0 || dismissed) return null;
  const { error } = failure('internal', 'Files of Curfew could not be read at this start.', {
    hint: `They were kept as ${data.join(' and ')}. Mend them there, or enter again what was in them.`,
  });
  return (
    <div className={classes.notice}>
      <Problem error={error} meaning="Saved connections or settings are missing. No session was touched.">
        <Button size="compact-sm" variant="default" onClick={() => setDismissed(true)}>
          Dismiss
        </Button>
      </Problem>
    </div>
  );
}
