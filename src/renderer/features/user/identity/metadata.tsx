import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserView } from '../../../../contract/domain/user.ts';
import { plural } from '../../../messages/format-count.ts';
import { JsonTree } from '../../../shared/json-tree/json-tree.tsx';
import { Problem } from '../../../ui/problem.tsx';
import classes from './identity-card.module.css';

type MetadataPart = Extract<UserView, { kind: 'user' }>['metadata'];

/** What the application keeps about a person. Closed at first: it can be long, and private. */
export function Metadata({
  metadata,
  retry,
}: {
  readonly metadata: MetadataPart;
  readonly retry: () => void;
}) {
  const [open, setOpen] = useState(false);
  if (metadata.state === 'failed') {
    return (
      <>
        <h3 className={classes.subtitle}>Metadata</h3>
        <Problem error={metadata.error} meaning="Could not read the metadata." onRetry={retry} />
      </>
    );
  }
  const count = Object.keys(metadata.value).length;
  if (count === 0) {
    return (
      <h3 className={classes.subtitle}>
        Metadata <span className={classes.aside}>none</span>
      </h3>
    );
  }
  return (
    <>
      <h3 className={classes.subtitle}>
        <button
          type="button"
          className={classes.disclose}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} />
          Metadata
          <span className={classes.aside}>{plural(count, 'entry', 'entries')}</span>
        </button>
      </h3>
      {open ? <JsonTree value={metadata.value} label="metadata" /> : null}
    </>
  );
}
