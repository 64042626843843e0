import { ActionIcon, Anchor, Select } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { countWords, type TenantScope, tenantChoices } from './tenant-scope.ts';
import classes from './users-list.module.css';

interface UsersHeaderProps {
  readonly heading: 'h1' | 'h2';
  readonly title: string;
  readonly scope: TenantScope;
  /** Null: not known (yet). */
  readonly count: number | null;
  /** In all tenants, where only one of many is listed; null: not known. */
  readonly countOfAll: number | null;
  readonly countFailed: boolean;
  readonly onTenant: (tenant: string | null) => void;
  readonly onRetry: () => void;
  readonly onReadAgain: () => void;
}

/** Tenants drawn at once; more are found by typing. */
const mostDrawn = 200;

/** How many there are, and where. */
export function UsersHeader(props: UsersHeaderProps) {
  const { heading: Heading, title, scope, count, countOfAll, countFailed } = props;
  const { onTenant, onRetry, onReadAgain } = props;
  return (
    <header className={classes.header}>
      <Heading>{title}</Heading>
      <span className={classes.count}>
        <span role="status">
          {count === null ? '' : countWords(scope, count, countOfAll)}
          {countFailed ? 'The number of users could not be read. ' : ''}
        </span>
        {countFailed ? (
          <Anchor component="button" type="button" onClick={onRetry}>
            Try again
          </Anchor>
        ) : null}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Read again"
        title="Read again"
        onClick={onReadAgain}
      >
        <IconRefresh size={16} aria-hidden="true" />
      </ActionIcon>
      <Select
        aria-label="Tenant"
        className={classes.tenant}
        searchable
        data={tenantChoices(scope)}
        limit={mostDrawn}
        nothingFoundMessage="No tenant with this name"
        value={scope.tenant ?? ''}
        onChange={(value) => onTenant(value === '' ? null : value)}
      />
    </header>
  );
}
