import { Button } from '@mantine/core';
import { useState } from 'react';
import { formatRule } from '../../../messages/format-rule.ts';
import { Where } from '../../../shared/connection-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { announce } from '../../../ui/announce.ts';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import classes from './new-rule.module.css';
import { RuleGroup } from './rule-group.tsx';
import { ruleOfTree } from './rule-of-tree.ts';
import { ruleRequest, type ScopeKind } from './rule-scope.ts';
import { ScopeChoice } from './scope-choice.tsx';
import { useRuleTree } from './use-rule-tree.ts';
import { useStartRule } from './use-start-rule.ts';

const nothingMissing: ReadonlyMap<number, string> = new Map();

/** From a rule to a draft. */
export function NewRulePage() {
  const { times } = useSettings();
  const [scope, setScope] = useViewState<ScopeKind>('rule/scope', 'conditions');
  const [tenants, setTenants] = useViewState<string[]>('rule/tenants', []);
  const { tree, newest, tell } = useRuleTree();
  // Said once it was asked for: a form that was just opened has nothing wrong with it.
  const [asked, setAsked] = useState(false);
  const start = useStartRule();
  const written = ruleOfTree(tree, times);
  const request = ruleRequest(scope, tenants, written);
  const problems = asked && written.state === 'unfinished' ? written.problems : nothingMissing;

  function look() {
    setAsked(true);
    if (request !== null) start.mutate(request);
    else announce(missingWords(scope));
  }

  return (
    <Page title="New revocation from a rule" layout="column">
      <div className={classes.head}>
        <h1>New revocation from a rule</h1>
        <Where />
      </div>
      <ScopeChoice {...{ scope, tenants, onScope: setScope, onTenants: setTenants }} />
      {scope === 'conditions' ? (
        <RuleGroup group={tree} path="" problems={problems} newest={newest} tell={tell} />
      ) : null}
      <p className={classes.words}>
        {request === null ? missingWords(scope) : formatRule(request.rule, request.tenants, times)}
      </p>
      <div className={classes.notes}>
        <p>
          The core has no call that lists all sessions, so Curfew walks the users one by one. Nothing is ended
          before you confirm.
        </p>
        {scope === 'conditions' ? (
          <p>
            Sessions for which nothing was recorded, such as no IP address, are counted as undecided and not
            hit.
          </p>
        ) : null}
      </div>
      {start.error === null ? null : (
        <Problem error={start.error} meaning="Nothing was looked for, and nothing was ended." />
      )}
      <div>
        <Button loading={start.isPending} onClick={look}>
          Look for sessions
        </Button>
      </div>
    </Page>
  );
}

function missingWords(scope: ScopeKind): string {
  return scope === 'tenants' ? 'Choose the tenants.' : 'Fill in every condition.';
}
