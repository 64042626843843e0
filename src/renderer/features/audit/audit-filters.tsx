import { Button, Select } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { auditOutcomes } from '../../../contract/domain/stored-names.ts';
import { mayBeToken } from '../../../contract/domain/text/token-text.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { useConnections } from '../../shared/connections-context.tsx';
import { useSettings } from '../../shared/settings-context.tsx';
import { TimeInput, timeSpans } from '../../shared/time/time-input.tsx';
import { parseTime, toTimeText } from '../../shared/time/time-text.ts';
import { SearchField } from '../../ui/fields/search-field.tsx';
import { useViewState } from '../../ui/view-state.ts';
import classes from './audit.module.css';
import { actionGroups, actionLabels, outcomeLabels } from './audit-actions.ts';
import { type AuditSearch, filterCount } from './audit-filter.ts';

interface AuditFiltersProps {
  readonly search: AuditSearch;
  readonly onChange: (part: AuditSearch) => void;
  readonly onClear: () => void;
}

/** Full text and the fields of records. More of them are in a second line. */
export function AuditFilters({ search, onChange, onClear }: AuditFiltersProps) {
  const isNarrowed = moreFields.some(({ name }) => search[name] !== undefined) || hasTime(search);
  const [isOpen, setOpen] = useViewState('audit/more-filters', isNarrowed);
  const [token, setToken] = useState(false);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  /** No record has a token, and an address must not get one. */
  const take = (name: keyof AuditSearch) => (value: string) => {
    const isToken = mayBeToken(value);
    setToken(isToken);
    onChange({ [name]: isToken || value.trim() === '' ? undefined : value });
  };

  return (
    <search className={classes.filters}>
      <div className={classes.line}>
        <SearchField
          className={classes.search}
          label={text('audit.search')}
          placeholder={text('audit.search-example')}
          value={search.text ?? ''}
          onSearch={take('text')}
        />
        <ActionSelect value={search.action} onChange={(action) => onChange({ action })} />
        <OutcomeSelect value={search.outcome} onChange={(outcome) => onChange({ outcome })} />
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={isOpen}
          leftSection={<Chevron size={14} aria-hidden="true" />}
          onClick={() => setOpen(!isOpen)}
        >
          {text('audit.more-filters')}
        </Button>
        {filterCount(search) === 0 ? null : (
          <Button size="compact-sm" variant="subtle" onClick={onClear}>
            {text('audit.clear-filters', { count: filterCount(search) })}
          </Button>
        )}
      </div>
      {isOpen || isNarrowed ? (
        <div className={classes.line}>
          <TimeFilter
            name={text('audit.filter.from')}
            value={search.from}
            onChange={(from) => onChange({ from })}
          />
          <TimeFilter name={text('audit.filter.to')} value={search.to} onChange={(to) => onChange({ to })} />
          {moreFields.map(({ name, label }) => (
            <SearchField
              key={name}
              className={classes.field}
              label={text(label)}
              placeholder={text(label)}
              value={search[name] ?? ''}
              onSearch={take(name)}
            />
          ))}
          <ConnectionSelect value={search.connection} onChange={(connection) => onChange({ connection })} />
        </div>
      ) : null}
      {token ? (
        <p className={classes.amber} role="alert">
          {text('audit.token')}
        </p>
      ) : null}
    </search>
  );
}

const moreFields = [
  { name: 'user', label: 'audit.filter.user' },
  { name: 'handle', label: 'audit.filter.handle' },
  { name: 'ticket', label: 'audit.filter.ticket' },
  { name: 'operator', label: 'audit.filter.operator' },
  { name: 'revocation', label: 'audit.filter.revocation' },
] as const satisfies readonly { readonly name: keyof AuditSearch; readonly label: MessageKey }[];

function hasTime({ from, to }: AuditSearch): boolean {
  return from !== undefined || to !== undefined;
}

interface ChoiceProps {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** The value of "all", which is no name of anything. */
const all = '';

function ActionSelect({ value, onChange }: ChoiceProps) {
  return (
    <Select
      size="xs"
      w={190}
      aria-label={text('audit.filter.action')}
      allowDeselect={false}
      searchable
      maxDropdownHeight={360}
      nothingFoundMessage={text('audit.filter.no-action')}
      data={[
        { value: all, label: text('audit.filter.every-action') },
        ...actionGroups.map((group) => ({
          group: text(group.label),
          items: [
            { value: group.name, label: text('audit.filter.all-of', { group: text(group.label) }) },
            ...group.actions.map((action) => ({ value: action, label: text(actionLabels[action]) })),
          ],
        })),
      ]}
      value={value ?? all}
      onChange={(chosen) => onChange(chosen || undefined)}
    />
  );
}

function OutcomeSelect({ value, onChange }: ChoiceProps) {
  return (
    <Select
      size="xs"
      w={140}
      aria-label={text('audit.filter.outcome')}
      allowDeselect={false}
      data={[
        { value: all, label: text('audit.filter.every-outcome') },
        ...auditOutcomes.map((outcome) => ({ value: outcome, label: text(outcomeLabels[outcome]) })),
      ]}
      value={value ?? all}
      onChange={(chosen) => onChange(chosen || undefined)}
    />
  );
}

/** A connection that was removed is only chosen by a link; it stays among the choices then. */
function ConnectionSelect({ value, onChange }: ChoiceProps) {
  const list = useConnections().list ?? [];
  const isRemoved = value !== undefined && !list.some(({ id }) => id === value);
  return (
    <Select
      size="xs"
      w={170}
      aria-label={text('audit.filter.connection')}
      allowDeselect={false}
      data={[
        { value: all, label: text('audit.filter.every-connection') },
        ...list.map(({ id, name }) => ({ value: id, label: name })),
        ...(isRemoved ? [{ value, label: text('audit.filter.removed-connection') }] : []),
      ]}
      value={value ?? all}
      onChange={(chosen) => onChange(chosen || undefined)}
    />
  );
}

interface TimeFilterProps extends ChoiceProps {
  readonly name: string;
}

/** A time in the zone of the settings; in the address it is UTC. In force as soon as it is a time. */
function TimeFilter({ name, value, onChange }: TimeFilterProps) {
  const { times } = useSettings();
  const shown = value === undefined ? '' : toTimeText(Date.parse(value), times);
  const [draft, setDraft] = useState<string | null>(null);

  function take(entered: string) {
    const at = parseTime(entered, times);
    if (entered.trim() === '') onChange(undefined);
    else if (at !== null) onChange(new Date(at).toISOString());
    setDraft(entered);
  }

  // What was written counts as long as it is what is in force, or nothing that can be.
  const written = draft === null ? null : parseTime(draft, times);
  const isWrong = draft !== null && draft.trim() !== '' && written === null;
  const isInForce = draft !== null && written === (value === undefined ? null : Date.parse(value));
  return (
    <div className={classes.time}>
      <span className={classes.timeName} aria-hidden="true">
        {name}
      </span>
      <TimeInput
        size="xs"
        name={name}
        value={isWrong || isInForce ? draft : shown}
        fault={isWrong ? text('audit.filter.no-time') : null}
        onChange={take}
        choices={timeSpans.map(({ label, count, ms }) => ({
          label: text('audit.filter.ago', { span: text(label, { count }) }),
          choose: () => {
            setDraft(null);
            onChange(new Date(Math.floor((Date.now() - ms) / 1_000) * 1_000).toISOString());
          },
        }))}
      />
    </div>
  );
}
