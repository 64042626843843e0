import { Button, TextInput } from '@mantine/core';
import { Fragment, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { RevocationPlan } from '../../../../contract/domain/revocation/plan.ts';
import { defaultRunOptions } from '../../../../contract/domain/revocation/run.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatTimeLeft } from '../../../messages/format-duration.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { useOAuthPolicy } from '../../../shared/oauth-policy.ts';
import { useSignalReceivers } from '../../../shared/receivers/signal-receivers.ts';
import type { EndSessionsRequest } from '../../../shared/revocations/end-sessions-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { GapsNote, Problem } from '../../../ui/page/problem.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { EndQuestionButtons, parseTypedNumber, TypedNumberField } from '../count-question.tsx';
import { formatNamesNotRead } from '../format-plan.ts';
import { awayReceivers, formatAskedReceivers } from '../signals/format-signals.ts';
import {
  type MissingField,
  missingField,
  type OptionFields,
  RunOptionsFields,
  runOptionsOf,
  useTicketCheck,
} from './confirm-fields.tsx';
import type { EndFlow } from './end-flow.ts';
import { OAuthChoice } from './oauth-choice.tsx';
import { PlanFacts } from './plan-facts.tsx';
import classes from './question.module.css';
import type { EndFlowActions } from './use-end-flow.ts';

const missingKeys: Readonly<Record<MissingField, MessageKey>> = {
  reason: 'question.missing.reason',
  ticket: 'question.missing.ticket',
  'ticket-form': 'question.missing.ticket-form',
  number: 'question.missing.number',
};

interface ConfirmStepProps {
  readonly flow: Extract<EndFlow, { state: 'question' }>;
  readonly actions: EndFlowActions;
}

/** The question: which sessions of which users, where, and what stays possible afterwards. */
export function ConfirmStep({ flow, actions }: ConfirmStepProps) {
  const { plan, request, isStarting, refusal } = flow;
  const connection = useConnection();
  const { ticket: ticketSettings } = useSettings();
  const fits = useTicketCheck(ticketSettings.pattern);
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  const [typed, setTyped] = useState('');
  const [options, setOptions] = useState<OptionFields>(defaultRunOptions);
  const oauth = useOAuthPolicy();
  // Null: as the connection has it. What is not known is ended, too.
  const [oauthChoice, setOAuthChoice] = useState<boolean | null>(null);
  const oauthTokens = oauthChoice ?? oauth?.type !== 'leave';
  const reasonField = useRef<HTMLInputElement>(null);
  const ticketField = useRef<HTMLInputElement>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const endButton = useRef<HTMLButtonElement>(null);
  /** The field in which Enter was pressed while the button waited for what main reads. */
  const leadsToButton = useRef<HTMLInputElement>(null);
  const missingId = useId();
  useEffect(() => reasonField.current?.focus(), []);

  const namesNotRead = formatNamesNotRead(plan.source);
  const needsNumber = connection.environment === 'production';
  const typedCount = parseTypedNumber(typed);
  const missing = missingField(
    { reason, ticket, typedCount },
    { ticket: ticketSettings, fits, targets: plan.targets, needsNumber },
  );
  const why = connection.readOnly
    ? text('question.read-only', { connection: connection.name })
    : missing !== null
      ? text(missingKeys[missing], { count: plan.targets })
      : oauth === null
        ? text('oauth.asked.reading')
        : null;
  const ticketMisfits = ticket.trim() !== '' && !fits(ticket.trim());

  const fieldOf = {
    reason: reasonField,
    ticket: ticketField,
    'ticket-form': ticketField,
    number: numberField,
  };
  /** The fields that there are, in their order. */
  const fields = () =>
    [reasonField.current, ticketField.current, numberField.current].filter((one) => one !== null);

  // Enter never confirms: it leads from field to field, and from the last one to the button, or to what is missing.
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    // The Enter that ends what an input method is composing is none.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    // Otherwise the same keystroke presses the button that has the focus by then.
    event.preventDefault();
    const field = event.currentTarget;
    const next = fields()[fields().indexOf(field) + 1];
    if (next === undefined && missing === null && why !== null) leadsToButton.current = field;
    (next ?? (missing === null ? endButton : fieldOf[missing]).current)?.focus();
  }

  // A disabled button takes no focus: Enter leads to it as soon as it can be pressed, unless the operator went elsewhere.
  useEffect(() => {
    if (why !== null || leadsToButton.current === null) return;
    if (document.activeElement === leadsToButton.current) endButton.current?.focus();
    leadsToButton.current = null;
  }, [why]);

  function confirm() {
    actions.confirm({
      reason: reason.trim(),
      ticket: ticketSettings.required ? ticket.trim() : null,
      typedCount: needsNumber ? typedCount : null,
      options: { ...runOptionsOf(options), oauthTokens },
      oauthAnswered: oauth?.type === 'ask',
    });
  }

  if (plan.targets === 0)
    return <NothingToEnd request={request} excluded={plan.excluded} onClose={actions.close} />;

  return (
    <>
      <GapsNote {...plan} hasSecondScan={plan.secondScan !== null} time="asked" />
      <PlanFacts plan={plan} request={request} isAsked />
      {plan.secondScan === null ? null : <p className={classes.text}>{text('question.second-scan')}</p>}
      {namesNotRead === null ? null : <p className={classes.quiet}>{namesNotRead}</p>}
      <ExposureSentence plan={plan} isOneUser={request.userId !== undefined} />
      <SignalsSentence connectionId={connection.id} />
      {plan.duplicates === 0 ? null : (
        <p className={classes.quiet}>
          {plan.source.type === 'list'
            ? text('question.duplicate-lines', { count: plan.duplicates })
            : text('question.duplicate-handles', { count: plan.duplicates })}
        </p>
      )}
      {oauth === null ? null : (
        <OAuthChoice
          policy={oauth}
          targets={plan.targets}
          state={connection.connection}
          value={oauthTokens}
          onChange={setOAuthChoice}
        />
      )}
      <RunOptionsFields plan={plan} value={options} onChange={setOptions} />
      <TextInput
        ref={reasonField}
        data-autofocus
        label={text('question.reason')}
        description={text('question.reason-help')}
        placeholder={text('question.reason-example')}
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {ticketSettings.required ? (
        <TextInput
          ref={ticketField}
          label={text('question.ticket')}
          maxLength={200}
          className={classes.ticket}
          value={ticket}
          error={ticketMisfits ? text('question.missing.ticket-form') : null}
          onChange={(event) => setTicket(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      ) : null}
      {needsNumber ? (
        <TypedNumberField
          ref={numberField}
          count={plan.targets}
          value={typed}
          onChange={setTyped}
          onKeyDown={onKeyDown}
        />
      ) : null}
      {refusal === null ? null : <Problem error={refusal} meaning={text('question.nothing-ended')} />}
      <div className={`${classes.buttons} ${classes.inSight}`}>
        <span id={missingId} className={classes.missing}>
          {why}
        </span>
        <EndQuestionButtons
          count={plan.targets}
          isStarting={isStarting}
          isDisabled={why !== null}
          {...(why === null ? {} : { describedBy: missingId })}
          isCancelDisabled={isStarting}
          endRef={endButton}
          onEnd={confirm}
          onCancel={actions.close}
        />
      </div>
    </>
  );
}

interface ExposureSentenceProps {
  readonly plan: RevocationPlan;
  readonly isOneUser: boolean;
}

/** What ending sessions does not end. The worst case: a token issued the moment before. */
function ExposureSentence({ plan, isOneUser }: ExposureSentenceProps) {
  const now = useNow();
  const { times } = useSettings();
  const until = now + plan.accessTokenLifetimeS * 1_000;
  return (
    <p className={classes.text}>
      {formatSignIn(plan, isOneUser)}{' '}
      {richText('exposure.asked', {
        time: formatClock(until, now, times),
        left: formatTimeLeft(until, now),
        b: (chunks) => <strong>{chunks}</strong>,
      })}
    </p>
  );
}

/** Which signal receivers are told, and whether that closes the exposure. Nothing where there is none. */
function SignalsSentence({ connectionId }: { readonly connectionId: string }) {
  const { receivers, error } = useSignalReceivers(connectionId);
  if (error !== null)
    return <p className={`${classes.text} ${classes.warn}`}>{text('signals.asked.not-known')}</p>;
  if (receivers === null || receivers.length === 0) return null;
  const away = awayReceivers(receivers);
  return (
    <p className={classes.text}>
      {formatAskedReceivers(receivers)}{' '}
      {away.length === 0 ? null : (
        <span className={classes.warn}>
          {richText('signals.asked.trouble', { count: away.length, names: () => <Names names={away} /> })}
        </span>
      )}
    </p>
  );
}

/** Names from outside in a sentence: each keeps its own direction of writing. */
function Names({ names }: { readonly names: readonly string[] }) {
  return names.map((name, at) => (
    <Fragment key={name}>
      {at === 0 ? null : ', '}
      <bdi>{name}</bdi>
    </Fragment>
  ));
}

/** Where the users have to sign in again. */
function formatSignIn({ source, targets }: RevocationPlan, isOneUser: boolean): string {
  if (source.type !== 'user')
    return text('exposure.sign-in-sessions', { count: targets, users: isOneUser ? 'one' : 'several' });
  return source.tenantId === null
    ? text('exposure.sign-in')
    : text('exposure.sign-in-tenant', { tenant: source.tenantId });
}

interface NothingToEndProps {
  readonly request: EndSessionsRequest;
  /** Sessions that the operator excluded. */
  readonly excluded: number;
  readonly onClose: () => void;
}

/** A plan without a session: there is nothing to ask. */
function NothingToEnd({ request, excluded, onClose }: NothingToEndProps) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  return (
    <>
      <p className={classes.text}>{formatNothingToEnd(request, excluded)}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose} ref={close} data-autofocus>
          {text('question.close')}
        </Button>
      </div>
    </>
  );
}

function formatNothingToEnd(request: EndSessionsRequest, excluded: number): string {
  if (request.draftId !== undefined)
    return excluded === 0 ? text('question.none.draft') : text('question.none.excluded', { count: excluded });
  return request.selection.type === 'user' ? text('question.none.user') : text('question.none.sessions');
}
