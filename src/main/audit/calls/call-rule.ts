import type { ChannelName, ChannelNameOf, Output, ParsedInput } from '../../../contract/channels/contract.ts';
import type { AuditDetails } from '../../../contract/domain/audit/record.ts';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import type { AuditEntry } from '../audit-entry.ts';
import type { Sight } from './viewings.ts';

/** What a call leaves in the audit log. Its outcome, and why it failed, are added. */
export interface CallEntry extends Pick<AuditEntry, 'action' | 'user' | 'session' | 'revocation'> {
  readonly details: AuditDetails;
  /** Where neither the input nor its plan names it. */
  readonly connectionId?: string;
  /** Only of a look at a user or a session: a visit has one record of it. */
  readonly sight?: Sight;
}

/** What is known of a call beside its input. */
export interface CallFacts {
  /** The settings of its connection before it; null: there was none. */
  readonly before: ConnectionSettings | null;
  /** The audit log may have the text of searches. */
  readonly hasSearchText: boolean;
}

/** Why a channel leaves no record. */
export type Unrecorded =
  /** What this console knows of itself, and of its own windows. */
  | 'own-state'
  /** Numbers and names of tenants: no user and no session. */
  | 'no-user'
  /** Rows of a draft, a plan or a revocation, whose making is in the log. */
  | 'of-a-revocation'
  /** A part of a call that is in the log. */
  | 'part-of-a-call'
  /** The service behind it writes the record: only there it is known what happens, and when. */
  | 'recorded-where-it-happens';

/** `answer` undefined: it failed. No entry: nothing happened that anybody has to know. */
export type CallRule<C extends ChannelName> = (
  input: ParsedInput<C>,
  answer: Output<C> | undefined,
  facts: CallFacts,
) => readonly CallEntry[];

/** Follows one stream; `entries` is asked when it has ended, or was left. */
export type StreamRule<C extends ChannelName> = () => {
  readonly item: (item: Output<C>) => void;
  readonly entries: (input: ParsedInput<C>, facts: CallFacts) => readonly CallEntry[];
  /** It writes or changes something. What it says when the page has left counts then: it has happened all the same. */
  readonly hasEffect?: boolean;
};

export type Rule<C extends ChannelName> =
  | Unrecorded
  | (C extends ChannelNameOf<'stream'> ? StreamRule<C> : CallRule<C>);

/** The rules of one area, or of several: `CallRules<'directory'>`. */
export type CallRules<Area extends string> = {
  readonly [C in Extract<ChannelName, `${Area}.${string}`>]: Rule<C>;
};
