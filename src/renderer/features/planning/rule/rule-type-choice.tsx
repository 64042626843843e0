import { MultiSelect, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { tenantsQuery } from '../planning-queries.ts';
import classes from './new-rule.module.css';
import type { RuleType } from './rule-request.ts';

interface RuleTypeChoiceProps {
  readonly type: RuleType;
  readonly tenants: string[];
  readonly onType: (type: RuleType) => void;
  readonly onTenants: (tenants: string[]) => void;
}

/** Tenants that are drawn at once. The operator finds others by typing. */
const mostDrawn = 200;

const types: Readonly<Record<RuleType, { readonly label: MessageKey; readonly description: MessageKey }>> = {
  conditions: { label: 'rule.type.conditions', description: 'rule.type.conditions-description' },
  tenants: { label: 'rule.type.tenants', description: 'rule.type.tenants-description' },
  everyone: { label: 'rule.type.everyone', description: 'rule.type.everyone-description' },
};

/** Which sessions a rule selects, and in which tenants. */
export function RuleTypeChoice({ type, tenants, onType, onTenants }: RuleTypeChoiceProps) {
  const { id: connectionId } = useConnection();
  const known = useQuery(tenantsQuery(connectionId));
  return (
    <>
      <Radio.Group
        label={text('rule.type.label')}
        value={type}
        size="xs"
        onChange={(value) => onType(value as RuleType)}
      >
        <div className={classes.types}>
          {(Object.keys(types) as RuleType[]).map((value) => (
            <Radio
              key={value}
              size="xs"
              value={value}
              label={text(types[value].label)}
              description={text(types[value].description)}
            />
          ))}
        </div>
      </Radio.Group>
      {known.error === null ? null : (
        <Problem
          error={known.error}
          meaning={text('rule.tenants.failed')}
          onRetry={() => void known.refetch()}
        />
      )}
      {type === 'everyone' ? null : (
        <MultiSelect
          label={text('rule.tenants.label')}
          className={classes.tenants}
          size="xs"
          description={type === 'conditions' ? text('rule.tenants.description') : undefined}
          placeholder={placeholder(type, tenants)}
          data={(known.data ?? []).map(({ tenantId }) => tenantId).sort()}
          value={tenants}
          searchable
          limit={mostDrawn}
          nothingFoundMessage={text('rule.tenants.none-found')}
          onChange={onTenants}
        />
      )}
    </>
  );
}

function placeholder(type: RuleType, tenants: readonly string[]): string {
  if (tenants.length > 0) return '';
  return text(type === 'conditions' ? 'rule.tenants.all' : 'rule.tenants.choose');
}
