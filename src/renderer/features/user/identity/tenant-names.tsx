import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../../messages/text.ts';
import classes from './identity-card.module.css';

/** So many names are shown at first: a user can be in hundreds of tenants. */
const shownAtFirst = 5;

/** The first of the tenants, and on demand the others. */
export function TenantNames({ tenantIds }: { readonly tenantIds: readonly string[] }) {
  const [all, setAll] = useState(false);
  if (tenantIds.length === 0) return text('user.none');
  const hidden = tenantIds.length - shownAtFirst;
  if (hidden <= 0) return tenantIds.join(', ');
  return (
    <>
      {(all ? tenantIds : tenantIds.slice(0, shownAtFirst)).join(', ')}{' '}
      <UnstyledButton className={classes.more} aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? text('user.fewer-tenants') : text('user.more-tenants', { count: hidden })}
      </UnstyledButton>
    </>
  );
}
