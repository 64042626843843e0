import { Button, MultiSelect, Radio } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useRef, useState } from 'react';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatRule } from '../../../messages/format-rule.ts';
import { text } from '../../../messages/text.ts';
import { useConnection, Where } from '../../../shared/connections-context.tsx';
import { draftsQuery } from '../../../shared/drafts-query.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { tenantsQuery } from '../../../shared/tenants-query.ts';
import { announce } from '../../../ui/announce.ts';
import { Page } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import classes from './new-rule.module.css';
import { RuleGroup } from './rule-group.tsx';
import { parseTree, type RuleRequest, type RuleType, toRequest } from './rule-request.ts';
import { useRuleTree } from './rule-tree.ts';

const noProblems: ReadonlyMap<number, MessageKey> = new Map();

/** From a rule to a draft. */
export function NewRulePage() {
  const { times } = useSettings();
  const [type, setType] = useViewState<RuleType>('rule/type', 'conditions');
  const [tenants, setTenants] = useViewState<string[]>('rule/tenants', []);
  const { tree, newest, change } = useRuleTree();
  // What is missing is shown after the first try: a form that was just opened has no errors.
  const [wasTried, setTried] = useState(false);
  const start = useStartRule();
  const parsed = parseTree(tree, times);
  const request = toRequest(type, tenants, parsed);
  const problems = wasTried && parsed.state === 'incomplete' ? parsed.problems : noProblems;
  const tenantsField = useRef<HTMLInputElement>(null);
  const missing = text(type === 'tenants' ? 'rule.missing.tenants' : 'rule.missing.values');

  function scan() {
    setTried(true);
    if (request !== null) return start.mutate(request);
    announce(missing);
    if (type === 'tenants') tenantsField.current?.focus();
  }

  return (
    <Page title={text('rule.title')} layout="column">
      <div className={classes.head}>
        <h1>{text('rule.title')}</h1>
        <Where />
      </div>
      <RuleTypeChoice
        {...{ type, tenants, tenantsField, onType: setType, onTenants: setTenants }}
        isMissing={wasTried && type === 'tenants' && tenants.length === 0}
      />
      {type === 'conditions' ? (
        <RuleGroup group={tree} path="" problems={problems} newest={newest} onEvent={change} />
      ) : null}
      <p className={classes.sentence}>
        {request === null ? missing : formatRule(request.rule, request.tenants, times)}
      </p>
      <div className={classes.notes}>
        <p>{text('rule.note.scan')}</p>
        {type === 'conditions' ? <p>{text('rule.note.undecided')}</p> : null}
      </div>
      {start.error === null ? null : <Problem error={start.error} meaning={text('rule.start-failed')} />}
      <div>
        <Button loading={start.isPending} onClick={scan}>
          {text('rule.scan')}
        </Button>
      </div>
    </Page>
  );
}

/** Makes a draft of a rule, which begins the scan, and opens the draft. */
function useStartRule() {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: RuleRequest) => call('planning.startRule', { connectionId, ...request }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: draftsQuery(connectionId).queryKey });
      return navigate({ to: '/revocations/drafts/$draftId', params: { draftId: id } });
    },
  });
}

interface RuleTypeChoiceProps {
  readonly type: RuleType;
  readonly tenants: string[];
  readonly tenantsField: RefObject<HTMLInputElement | null>;
  /** The operator wanted to go on without a tenant. */
  readonly isMissing: boolean;
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
function RuleTypeChoice(props: RuleTypeChoiceProps) {
  const { type, tenants, tenantsField, isMissing, onType, onTenants } = props;
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
          ref={tenantsField}
          label={text('rule.tenants.label')}
          error={isMissing ? text('rule.missing.tenants') : null}
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
