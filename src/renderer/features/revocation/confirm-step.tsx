import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { formatNumber, plural } from '../../ui/count-words.ts';
import classes from './end-dialog.module.css';
import type { EndFlow } from './end-flow.ts';
import { ExposureSentence } from './exposure-sentence.tsx';
import { PlanShares } from './plan-shares.tsx';
import { actWords, typedNumber } from './plan-words.ts';
import type { EndFlowActions } from './use-end-flow.ts';

interface ConfirmStepProps {
  readonly flow: Extract<EndFlow, { step: 'confirm' }>;
  readonly actions: EndFlowActions;
}

/** The question: whose, how many, where, and what stays open afterwards. */
export function ConfirmStep({ flow, actions }: ConfirmStepProps) {
  const { plan, request } = flow;
  const connection = useConnection();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const first = useRef<HTMLInputElement & HTMLButtonElement>(null);
  const endButton = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);

  if (plan.targets === 0) {
    return (
      <>
        <p className={classes.text}>{nothingWords(request.scope.type)}</p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={actions.close} ref={first} data-autofocus>
            Close
          </Button>
        </div>
      </>
    );
  }

  const wantsNumber = connection.environment === 'production';
  const typedCount = typedNumber(typed);
  const ready = !connection.readOnly && (!wantsNumber || typedCount === plan.targets);

  return (
    <>
      <PlanShares plan={plan} />
      <ExposureSentence plan={plan} />
      {plan.duplicates === 0 ? null : (
        <p className={classes.quiet}>
          {plural(plan.duplicates, 'session')} stood in the list more than once and{' '}
          {plan.duplicates === 1 ? 'counts' : 'count'} once.
        </p>
      )}
      <TextInput
        label="Reason"
        description="Optional. Stands in the report."
        placeholder="stolen laptop, INC-2214"
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter never confirms: it leads to the button, and on production not even there.
          if (event.key === 'Enter' && !wantsNumber) endButton.current?.focus();
        }}
      />
      {wantsNumber ? (
        <TextInput
          ref={first}
          data-autofocus
          label={`Type ${formatNumber(plan.targets)} to confirm`}
          inputMode="numeric"
          autoComplete="off"
          className={classes.typed}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      <div className={classes.buttons}>
        {connection.readOnly ? (
          <span className={classes.quiet}>{connection.name} is read-only here</span>
        ) : null}
        <Button
          variant="default"
          onClick={actions.close}
          {...(wantsNumber ? {} : { ref: first, 'data-autofocus': true })}
        >
          Cancel
        </Button>
        <Button
          color="end"
          ref={endButton}
          disabled={!ready}
          onClick={() =>
            actions.confirm({ reason: reason.trim(), typedCount: wantsNumber ? typedCount : null })
          }
        >
          {actWords(plan.targets)}
        </Button>
      </div>
    </>
  );
}

function nothingWords(scope: 'user' | 'handles'): string {
  return scope === 'user'
    ? 'The core lists no session under any of their ids. Nothing was ended, and nothing has to be.'
    : 'No session was chosen. Nothing was ended.';
}
