import type { AmbiguousNumbers, ChoiceForAll, ChoiceProgress } from '../../../../contract/domain/planning.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  readonly choice: ChoiceForAll;
  /** Lines that it changes. */
  readonly lines: number;
}

/** What can be chosen on all ambiguous lines, with how many of them each choice changes. */
export function choiceOptions({ chosen, lines, tenants }: AmbiguousNumbers): readonly ChoiceOption[] {
  const options: Omit<ChoiceOption, 'label'>[] = [
    { value: 'all', choice: { type: 'all' }, lines },
    ...tenants.map(({ lines: inTenant, tenantId }) => ({
      value: `tenant:${tenantId}`,
      choice: { type: 'tenant', tenantId } as const,
      lines: inTenant,
    })),
    { value: 'none', choice: { type: 'none' }, lines: chosen },
  ];
  return options.map((option) => ({
    ...option,
    label: `${choiceName(option.choice)} (${plural(option.lines, 'line')})`,
  }));
}

function choiceName(choice: ChoiceForAll): string {
  switch (choice.type) {
    case 'all':
      return 'All candidates';
    case 'tenant':
      return `Only candidates in tenant ${choice.tenantId}`;
    case 'none':
      return 'None';
  }
}

/** "3 ambiguous lines. Users are chosen on 1 of them." */
export function ambiguousWords({ chosen, lines, oneByOne }: AmbiguousNumbers): string {
  const on = lines === 1 ? 'it' : `${formatCount(chosen)} of them`;
  const parts = [
    `${plural(lines, 'ambiguous line')}.`,
    lines === 0 ? '' : chosen === 0 ? 'No user is chosen.' : `Users are chosen on ${on}.`,
    oneByOne === 0
      ? ''
      : `${sessionHandles(oneByOne)} Choose on ${oneByOne === 1 ? 'it' : 'each'} by itself.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function sessionHandles(count: number): string {
  return count === 1
    ? '1 more is the handle of a session and the id of a user.'
    : `${formatCount(count)} more are handles of sessions and ids of users.`;
}

/** What the choice means for the sessions, before it is made. */
export function choiceMeaning({ choice, lines }: ChoiceOption, { chosen }: AmbiguousNumbers): string {
  const change = `${plural(lines, 'line')} ${lines === 1 ? 'changes' : 'change'}.`;
  if (choice.type === 'none') return `${change} Nobody is selected by ${lines === 1 ? 'it' : 'them'} then.`;
  const sessions = 'All sessions of the chosen users are selected, in every tenant.';
  return `${change} ${sessions}${chosen === 0 ? '' : ' Choices that were made before are replaced.'}`;
}

export function choiceProgressWords({ changed, done, of }: ChoiceProgress): string {
  return `${formatCount(done)} of ${plural(Math.max(of, done), 'ambiguous line')}, ${formatCount(changed)} changed`;
}

/** What came of it. */
export function choiceResultWords({ changed, failed }: ChoiceProgress): string {
  const result = `${plural(changed, 'line')} changed.`;
  if (failed === 0) return result;
  const stay = failed === 1 ? '1 line stays' : `${formatCount(failed)} lines stay`;
  return `${result} ${stay} as before, because a candidate could not be read or does not exist any more.`;
}
