import { ActionIcon, Anchor, Select } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { text } from '../../messages/text.ts';
import { describeUserCount, type ListedTenants, maxTenantsAtOnce, tenantChoices } from './listed-tenants.ts';
import classes from './users-list.module.css';

interface UsersHeaderProps {
  readonly heading: 'h1' | 'h2';
  readonly title: string;
  readonly listed: ListedTenants;
  /** Null: not known (yet). */
  readonly count: number | null;
  /** In all tenants, where only one of many is listed; null: not known. */
  readonly countOfAll: number | null;
  readonly countFailed: boolean;
  readonly onTenant: (tenant: string | null) => void;
  readonly onRetry: () => void;
  readonly onReadAgain: () => void;
  /** What can be done with the selected users. */
  readonly children: ReactNode;
}

/** Tenants drawn at once; more are found by typing. */
const maxDrawnTenants = 200;

/** How many there are, and where. */
export function UsersHeader(props: UsersHeaderProps) {
  const { heading: Heading, title, listed, count, countOfAll, countFailed } = props;
  const { onTenant, onRetry, onReadAgain } = props;
  return (
    <>
      <header className={classes.header}>
        <Heading>{title}</Heading>
        <span className={classes.count}>
          <span role="status">
            {count === null ? '' : describeUserCount(listed, count, countOfAll)}
            {countFailed ? `${text('users.count-not-read')} ` : ''}
          </span>
          {countFailed ? (
            <Anchor component="button" type="button" onClick={onRetry}>
              {text('users.try-again')}
            </Anchor>
          ) : null}
        </span>
        {props.children}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text('users.read-again')}
          title={text('users.read-again')}
          onClick={onReadAgain}
        >
          <IconRefresh size={16} aria-hidden="true" />
        </ActionIcon>
        <Select
          aria-label={text('users.tenant')}
          className={listed.isOneOfMany ? classes.manyTenants : classes.tenant}
          searchable
          data={tenantChoices(listed)}
          limit={maxDrawnTenants}
          nothingFoundMessage={text('users.no-such-tenant')}
          value={listed.tenant ?? ''}
          onChange={(value) => onTenant(value === '' ? null : value)}
        />
      </header>
      {listed.isOneOfMany ? (
        <p className={classes.note}>{text('users.one-tenant-at-a-time', { most: maxTenantsAtOnce })}</p>
      ) : null}
    </>
  );
}
