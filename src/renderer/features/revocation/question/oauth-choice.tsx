import { Checkbox } from '@mantine/core';
import type { Connection, OAuthPolicy } from '../../../../contract/domain/connection.ts';
import { formatEstimate } from '../../../messages/format-duration.ts';
import { text } from '../../../messages/text.ts';
import classes from './question.module.css';

interface OAuthChoiceProps {
  readonly policy: OAuthPolicy;
  /** Sessions to be ended. */
  readonly targets: number;
  readonly state: Connection['connection'];
  /** Whether the tokens are to be ended. */
  readonly value: boolean;
  readonly onChange: (areEnded: boolean) => void;
}

/** From so many sessions on, the cost is shown, and the operator can leave it out. */
const many = 1_000;
/** The calls that a connection has under way at a time. */
const callsAtOnce = 16;

/** Whether the operator has a choice; otherwise the connection decides. */
export function isOAuthAsked(policy: OAuthPolicy, targets: number): boolean {
  return policy.type === 'ask' || (policy.type === 'end' && targets >= many);
}

/** How long it takes at least: a call for each session, as fast as this core answered the last time. Null: not known. */
export function oauthCostMs(targets: number, state: Connection['connection']): number | null {
  if (state.state !== 'open' && state.state !== 'away') return null;
  return Math.ceil(targets / callsAtOnce) * state.core.latencyMs;
}

/** What becomes of the tokens of OAuth2 clients: a sentence, or a choice with what it costs. */
export function OAuthChoice({ policy, targets, state, value, onChange }: OAuthChoiceProps) {
  if (policy.type === 'leave')
    return <p className={classes.quiet}>{text('oauth.asked.stay', { why: policy.why })}</p>;
  if (!isOAuthAsked(policy, targets)) return <p className={classes.quiet}>{text('oauth.asked.end')}</p>;
  const ms = oauthCostMs(targets, state);
  const about = [
    ...(policy.type === 'ask' ? [text('oauth.asked.not-told')] : []),
    ...(targets < many
      ? []
      : [
          ms === null
            ? text('oauth.asked.calls', { count: targets })
            : text('oauth.asked.cost', { count: targets, duration: formatEstimate(ms) }),
        ]),
    text('oauth.asked.otherwise'),
  ];
  return (
    <Checkbox
      label={text('oauth.asked.choice')}
      description={about.join(' ')}
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
