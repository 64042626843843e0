import { MultiSelect, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../../shared/connection-context.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { tenantsQuery } from '../tenants-query.ts';
import classes from './new-rule.module.css';
import { type ScopeKind, scopeChoices } from './rule-scope.ts';

interface ScopeChoiceProps {
  readonly scope: ScopeKind;
  readonly tenants: string[];
  readonly onScope: (scope: ScopeKind) => void;
  readonly onTenants: (tenants: string[]) => void;
}

/** Tenants drawn at once; more are found by typing. */
const mostDrawn = 200;

/** Whose sessions are looked for, and in which tenants. */
export function ScopeChoice({ scope, tenants, onScope, onTenants }: ScopeChoiceProps) {
  const { id: connectionId } = useConnection();
  const known = useQuery(tenantsQuery(connectionId));
  return (
    <>
      <Radio.Group
        label="Which sessions"
        value={scope}
        size="xs"
        onChange={(value) => onScope(value as ScopeKind)}
      >
        <div className={classes.scopes}>
          {scopeChoices.map((choice) => (
            <Radio key={choice.value} size="xs" {...choice} />
          ))}
        </div>
      </Radio.Group>
      {known.error === null ? null : (
        <Problem
          error={known.error}
          meaning="The tenants could not be read, so none can be chosen."
          onRetry={() => void known.refetch()}
        />
      )}
      {scope === 'everyone' ? null : (
        <MultiSelect
          label="Tenants"
          className={classes.tenants}
          size="xs"
          description={scope === 'conditions' ? 'None chosen: all tenants.' : undefined}
          placeholder={tenants.length > 0 ? '' : scope === 'conditions' ? 'All tenants' : 'Choose tenants'}
          data={(known.data ?? []).map(({ tenantId }) => tenantId).sort()}
          value={tenants}
          searchable
          limit={mostDrawn}
          nothingFoundMessage="No tenant with this name"
          onChange={onTenants}
        />
      )}
    </>
  );
}
