import { Button, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { defaultRunOptions } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { useSettings } from '../../shared/settings-context.tsx';
import { GapsNote } from '../../ui/coverage/gaps-note.tsx';
import { Problem } from '../../ui/problem.tsx';
import classes from './end-dialog.module.css';
import type { EndFlow } from './end-flow.ts';
import { ExposureSentence } from './exposure-sentence.tsx';
import { fitsPattern, missingWords, ticketFormWords } from './missing-words.ts';
import { NothingToEnd } from './nothing-to-end.tsx';
import { PlanShares } from './plan-shares.tsx';
import { actWords, duplicateWords, typedNumber } from './plan-words.ts';
import { RunOptionsFields } from './run-options.tsx';
import { type OptionFields, runOptionsOf } from './run-options-words.ts';
import { secondScanAskedWords } from './second-scan-words.ts';
import type { EndFlowActions } from './use-end-flow.ts';

interface ConfirmStepProps {
  readonly flow: Extract<EndFlow, { step: 'confirm' }>;
  readonly actions: EndFlowActions;
}

/** The question: whose, how many, where, and what stays open afterwards. */
export function ConfirmStep({ flow, actions }: ConfirmStepProps) {
  const { plan, request, starting, refused } = flow;
  const connection = useConnection();
  const { ticket: ticketWanted } = useSettings();
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  const [typed, setTyped] = useState('');
  const [options, setOptions] = useState<OptionFields>(defaultRunOptions);
  const first = useRef<HTMLInputElement>(null);
  const endButton = useRef<HTMLButtonElement>(null);
  const missingId = useId();
  useEffect(() => first.current?.focus(), []);

  if (plan.targets === 0)
    return <NothingToEnd request={request} excluded={plan.excluded} onClose={actions.close} />;

  const secondScan = secondScanAskedWords(plan);
  const wantsNumber = connection.environment === 'production';
  const typedCount = typedNumber(typed);
  const missing = connection.readOnly
    ? `${connection.name} is read-only here`
    : missingWords(
        { reason, ticket, typedCount },
        { ticket: ticketWanted, targets: plan.targets, wantsNumber },
      );
  const ticketMisfits = ticket.trim() !== '' && !fitsPattern(ticket.trim(), ticketWanted.pattern);

  // Enter never confirms: it leads to the button, and on production not even there.
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter') return;
    // Otherwise the same keystroke presses the button that has the focus by then.
    event.preventDefault();
    if (!wantsNumber) endButton.current?.focus();
  }

  function confirm() {
    actions.confirm({
      reason: reason.trim(),
      ticket: ticketWanted.required ? ticket.trim() : null,
      typedCount: wantsNumber ? typedCount : null,
      options: runOptionsOf(options),
    });
  }

  return (
    <>
      <GapsNote coverage={plan.coverage} scope={plan.scope} time="asked" />
      <PlanShares plan={plan} />
      {secondScan === null ? null : <p className={classes.text}>{secondScan}</p>}
      <ExposureSentence plan={plan} />
      {plan.duplicates === 0 ? null : <p className={classes.quiet}>{duplicateWords(plan)}</p>}
      <TextInput
        ref={first}
        data-autofocus
        label="Reason"
        description="Stands in the report."
        placeholder="stolen laptop, INC-2214"
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {ticketWanted.required ? (
        <TextInput
          label="Ticket"
          maxLength={200}
          className={classes.ticket}
          value={ticket}
          error={ticketMisfits ? ticketFormWords : null}
          onChange={(event) => setTicket(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      ) : null}
      {wantsNumber ? (
        <TextInput
          label={`Type ${formatCount(plan.targets)} to confirm`}
          inputMode="numeric"
          autoComplete="off"
          className={classes.typed}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      <RunOptionsFields value={options} onChange={setOptions} />
      {refused === null ? null : <Problem error={refused} meaning="Nothing was ended." />}
      <div className={`${classes.buttons} ${classes.inSight}`}>
        <span id={missingId} className={classes.missing}>
          {missing}
        </span>
        <Button variant="default" disabled={starting} onClick={actions.close}>
          Cancel
        </Button>
        <Button
          color="end"
          ref={endButton}
          loading={starting}
          disabled={missing !== null}
          aria-describedby={missing === null ? undefined : missingId}
          onClick={confirm}
        >
          {actWords(plan.targets)}
        </Button>
      </div>
    </>
  );
}
