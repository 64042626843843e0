import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Coverage } from '../../../../contract/domain/coverage.ts';
import type { Draft, DraftTotals } from '../../../../contract/domain/planning/draft.ts';
import type { LineKind } from '../../../../contract/domain/stored-names.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { Fold } from '../../../ui/page/fold.tsx';
import classes from './draft.module.css';

/** Tenants and users that are named; the others are in the sum. */
const mostNamed = 3;

/** Sessions that would be ended now. */
export function countToEnd({ totals }: Draft): number {
  return Math.max(0, totals.sessions - totals.excluded);
}

/** What would be ended, in numbers. The rows are the same whatever is found or excluded, so that nothing below them moves. */
export function DraftNumbers({ draft }: { readonly draft: Draft }) {
  const { totals } = draft;
  const { byKind, byTenant, byUser, excluded, sessions, tenants, users } = totals;
  const count = { count: countToEnd(draft), sessions, users, excluded, b: bold };
  return (
    <section aria-label={text('draft.numbers')}>
      <Fold
        stateKey="draft/numbers"
        summary={
          <span className={classes.toEnd}>
            <span>{text('draft.numbers.to-end')}</span>
            <span>
              {totals.distinct
                ? richText('draft.numbers.count', count)
                : richText('draft.numbers.count-growing', count)}
            </span>
          </span>
        }
      >
        <dl className={classes.numbers}>
          <NumberRow label={text('draft.numbers.tenants')}>
            <NameCounts
              counts={byTenant.map(({ name, count }) => ({ key: name, name, count }))}
              total={tenants}
              more="draft.numbers.more-tenants"
            />
          </NumberRow>
          <NumberRow label={text('draft.numbers.users')}>
            <NameCounts
              counts={byUser.map(({ userId, name, count }) => ({
                ...{ key: userId, count },
                name: (
                  <Link to="/users/$userId" params={{ userId }}>
                    {name}
                  </Link>
                ),
              }))}
              total={users}
              more="draft.numbers.more-users"
            />
          </NumberRow>
          {draft.source.type === 'list' ? (
            <NumberRow label={text('draft.numbers.lines')}>
              {byKind.length === 0 ? text('draft.numbers.none') : kindCounts(totals)}
            </NumberRow>
          ) : null}
        </dl>
      </Fold>
    </section>
  );
}

function bold(chunks: ReactNode): ReactNode {
  return <strong>{chunks}</strong>;
}

function NumberRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface NameCountsProps {
  readonly counts: readonly { readonly key: string; readonly name: ReactNode; readonly count: number }[];
  readonly total: number;
  /** The message for those that are not named. */
  readonly more: MessageKey;
}

/** "public 20, acme 3 and 2 more tenants". */
function NameCounts({ counts, total, more }: NameCountsProps) {
  const named = counts.slice(0, mostNamed);
  const count = total - named.length;
  if (named.length === 0) return text('draft.numbers.none');
  return (
    <>
      {named.map(({ key, name, count }, at) => (
        <span key={key}>
          {at === 0 ? null : ', '}
          {richText('draft.numbers.name-count', { name, count })}
        </span>
      ))}
      {count > 0 ? <> {text(more, { count })}</> : null}
    </>
  );
}

const kindCountTexts: Readonly<Record<LineKind, MessageKey>> = {
  'session-handle': 'draft.kinds.session-handle',
  'user-id': 'draft.kinds.user-id',
  email: 'draft.kinds.email',
  phone: 'draft.kinds.phone',
  'third-party-id': 'draft.kinds.third-party-id',
  'access-token': 'draft.kinds.access-token',
};

/** "12 e-mail addresses, 3 user ids": the lines of a list by their kind. */
export function kindCounts({ byKind }: DraftTotals): string {
  return byKind.map(({ name, count }) => text(kindCountTexts[name as LineKind], { count })).join(', ');
}

/**
 * The gaps of a draft that is read: before, everything that is left to read would be a gap. On how many ambiguous lines nobody is
 * chosen is said where users are chosen on them. Null: no gaps are shown yet.
 */
export function gapsToShow({ coverage, state }: Pick<Draft, 'coverage' | 'state'>): Coverage | null {
  if (state.state !== 'ready' && state.state !== 'stopped') return null;
  return { ...coverage, 'ambiguous-lines': 0 };
}
