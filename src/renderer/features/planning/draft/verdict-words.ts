import type { Draft, DraftTotals, ListRow, ShownRows } from '../../../../contract/domain/planning.ts';
import type { LineKind, Verdict } from '../../../../contract/domain/stored-names.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';
import { formatShortId } from '../../../messages/format-id.ts';
import { formatMalformed } from '../../../messages/format-reason.ts';

const kindNames: Readonly<Record<LineKind, string>> = {
  'session-handle': 'session handle',
  'user-id': 'user id',
  email: 'e-mail address',
  phone: 'phone number',
  'third-party-id': 'account elsewhere',
  'access-token': 'access token',
};

/** What a line was taken for. */
export function kindWords(kind: LineKind | null): string {
  return kind === null ? 'nothing known' : kindNames[kind];
}

/** What a line turned out to be, in words; links stand beside them. */
export function verdictWords({ is, kind }: ListRow): string {
  switch (is.verdict) {
    case 'session':
      return `session of user ${formatShortId(is.userId)} in tenant ${is.tenantId}`;
    case 'user':
      return is.sessions === 0
        ? `all of ${is.name}: adds no session`
        : `all of ${is.name}: ${plural(is.sessions, 'session')}`;
    case 'duplicate':
      return `the same as line ${formatCount(is.line)}`;
    case 'unknown':
      return 'no session and no user is known by this';
    case 'ambiguous':
      if (is.chosen.length === 0)
        return kind === 'session-handle'
          ? `a session and ${plural(is.candidates.length, 'user')}, none chosen`
          : `${plural(is.candidates.length, 'user')}, none chosen`;
      return `${is.chosen.length} of ${plural(is.candidates.length, 'user')}: ${plural(is.sessions, 'session')}`;
    case 'malformed':
      return `malformed: ${formatMalformed(is.reason)}`;
    case 'unread':
      return `could not be read: ${is.error.message}`;
    case 'open':
      return 'not looked up yet';
    case 'damaged':
      return 'the row on disk is damaged';
  }
}

/** Whether sessions come in with this line, so that it can be taken out. */
export function bringsSessions({ is }: ListRow): boolean {
  return (
    is.verdict === 'session' || is.verdict === 'user' || (is.verdict === 'ambiguous' && is.chosen.length > 0)
  );
}

const verdictNames: Readonly<Record<Verdict, { readonly one: string; readonly many: string }>> = {
  session: { one: 'session', many: 'sessions' },
  user: { one: 'user', many: 'users' },
  ambiguous: { one: 'ambiguous', many: 'ambiguous' },
  unknown: { one: 'unknown', many: 'unknown' },
  duplicate: { one: 'duplicate', many: 'duplicates' },
  malformed: { one: 'malformed', many: 'malformed' },
  unread: { one: 'could not be read', many: 'could not be read' },
};

export interface RowChoice {
  readonly value: ShownRows;
  readonly label: string;
}

/** Which rows can be asked for: those that there are, and the one that is on screen. */
export function rowChoices({ source, totals }: Draft, shown: ShownRows): readonly RowChoice[] {
  const choices = source.type === 'list' ? listChoices(totals) : ruleChoices(totals);
  return [
    { value: 'all', label: `All ${formatCount(totals.rows)}` },
    ...choices.filter(({ value, count }) => count > 0 || value === shown),
  ];
}

interface Counted extends RowChoice {
  readonly count: number;
}

function listChoices({ byVerdict, excluded }: DraftTotals): readonly Counted[] {
  const verdicts = (Object.keys(verdictNames) as Verdict[]).map((value) => ({
    value,
    label: plural(byVerdict[value], verdictNames[value].one, verdictNames[value].many),
    count: byVerdict[value],
  }));
  return [...verdicts, { value: 'excluded', label: 'taken out', count: excluded }];
}

function ruleChoices({ excluded, own, undecided, undecidedIncluded }: DraftTotals): readonly Counted[] {
  const inAll = undecided + undecidedIncluded;
  return [
    { value: 'undecided', label: `${formatCount(inAll)} undecided`, count: inAll },
    { value: 'own', label: `${formatCount(own)} of your own`, count: own },
    { value: 'excluded', label: `${formatCount(excluded)} taken out`, count: excluded },
  ];
}

/** "12 e-mail addresses, 3 user ids": what the lines are. */
export function kindShares({ byKind }: DraftTotals): string {
  return byKind
    .map(({ name, count }) => plural(count, kindNames[name as LineKind] ?? name, severalOf(name)))
    .join(', ');
}

function severalOf(kind: string): string {
  if (kind === 'third-party-id') return 'accounts elsewhere';
  return kind === 'email' ? 'e-mail addresses' : `${kindNames[kind as LineKind] ?? kind}s`;
}
