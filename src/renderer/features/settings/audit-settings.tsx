import { Button, NumberInput, Progress, Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { auditRetentionLimits, type Settings } from '../../../contract/domain/app.ts';
import type { AuditRetentionItem, AuditSegment } from '../../../contract/domain/audit/log.ts';
import { isInRange, type NumberRange } from '../../../contract/domain/number-range.ts';
import { formatBytes } from '../../messages/format-count.ts';
import { richText } from '../../messages/rich-text.tsx';
import { text } from '../../messages/text.ts';
import { useAuditState } from '../../shared/audit-state-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { readTask } from '../../shared/read-task.ts';
import { useSaveSettings, useSettings } from '../../shared/settings-context.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { useTask } from '../../ui/tasks/use-task.ts';
import { Moment } from '../../ui/values/moment.tsx';
import { Setting, useSavedWhenLeft } from './setting.tsx';
import classes from './settings-page.module.css';

/** How much of the audit log is kept, what it has of searches, and whether it is signed. */
export function AuditSettings() {
  return (
    <>
      <RetentionSetting />
      <SearchTextSetting />
      <SigningSetting />
    </>
  );
}

function SearchTextSetting() {
  const { auditSearchText } = useSettings();
  const { mutate: save } = useSaveSettings();
  return (
    <Setting
      id="setting-audit-searches"
      title={text('settings.audit.searches')}
      about={text('settings.audit.searches.about')}
    >
      <Switch
        label={text('settings.audit.searches.switch')}
        aria-describedby="setting-audit-searches"
        checked={auditSearchText}
        onChange={(event) => save({ auditSearchText: event.currentTarget.checked })}
      />
    </Setting>
  );
}

function SigningSetting() {
  const { error, retry, state } = useAuditState();
  return (
    <Setting
      id="setting-audit-signing"
      title={text('settings.audit.signing')}
      about={text('settings.audit.signing.about')}
    >
      {error === null ? null : (
        <Problem error={error} meaning={text('settings.audit.not-read')} onRetry={retry} />
      )}
      {state === null ? null : state.signing.state === 'signed' ? (
        richText('settings.audit.signed', { key: <ShortId value={state.signing.key} chars={16} /> })
      ) : (
        <span className={classes.amber}>
          {text(
            state.signing.reason === 'no-secret-store'
              ? 'settings.audit.unsigned-absent'
              : 'settings.audit.unsigned-locked',
          )}
        </span>
      )}
    </Setting>
  );
}

const retentionKey = ['audit.retention'];

function RetentionSetting() {
  const { auditRetention: limits } = useSettings();
  const { mutateAsync: save } = useSaveSettings();
  const queries = useQueryClient();
  const retention = useQuery({
    queryKey: retentionKey,
    queryFn: ({ signal }) => call('audit.retention', {}, signal),
  });
  const sealing = useSealing();

  // What the limits would remove is counted by main.
  function change(part: Partial<Settings['auditRetention']>) {
    void save({ auditRetention: { ...limits, ...part } }).then(
      () => queries.invalidateQueries({ queryKey: retentionKey }),
      () => undefined,
    );
  }

  return (
    <Setting
      id="setting-audit-retention"
      title={text('settings.audit.retention')}
      about={text('settings.audit.retention.about')}
    >
      <div className={classes.lock}>
        <LimitInput
          label={text('settings.audit.days')}
          range={auditRetentionLimits.days}
          value={limits.days}
          onChange={(days) => change({ days })}
        />
        <LimitInput
          label={text('settings.audit.megabytes')}
          range={auditRetentionLimits.megabytes}
          value={limits.megabytes}
          onChange={(megabytes) => change({ megabytes })}
        />
        {retention.isError ? (
          <Problem
            error={retention.error}
            meaning={text('settings.audit.retention-not-read')}
            onRetry={() => void retention.refetch()}
          />
        ) : null}
        {retention.data === undefined ? null : (
          <>
            <p>
              {retention.data.oldest === null
                ? text('settings.audit.size', {
                    count: retention.data.records,
                    size: formatBytes(retention.data.bytes),
                  })
                : richText('settings.audit.size-since', {
                    count: retention.data.records,
                    size: formatBytes(retention.data.bytes),
                    time: <Moment at={retention.data.oldest} as="exact" />,
                  })}
            </p>
            <Sealing {...sealing} outdated={retention.data.outdated} />
            <Segments segments={retention.data.segments} />
          </>
        )}
      </div>
    </Setting>
  );
}

interface LimitInputProps {
  readonly label: string;
  readonly range: NumberRange;
  /** Null: no limit. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

/** A limit, or none. Saved when the field is left, or by Enter. */
function LimitInput({ label, range, value, onChange }: LimitInputProps) {
  const [entered, setEntered] = useState<string | number>(value ?? '');
  const limit = limitOf(entered, range);

  function save() {
    if (limit !== undefined && limit !== value) onChange(limit);
  }
  const leaving = useSavedWhenLeft(save);

  return (
    <NumberInput
      label={label}
      min={range.least}
      max={range.most}
      allowDecimal={false}
      value={entered}
      error={limit === undefined ? text('settings.audit.fault') : null}
      onChange={setEntered}
      {...leaving}
    />
  );
}

/** Null: no limit. Undefined: what was entered is no limit. */
export function limitOf(entered: string | number, range: NumberRange): number | null | undefined {
  if (entered === '') return null;
  return isInRange(entered, range) ? entered : undefined;
}

type SealingItem<Type> = Extract<AuditRetentionItem, { readonly type: Type }>;

/** Exports, seals and removes what the limits do not keep. */
function useSealing() {
  const queries = useQueryClient();
  const { task, start, cancel } = useTask<SealingItem<'progress'>, SealingItem<'done'>>();

  const seal = () =>
    void start((onProgress, signal) => readTask('audit.applyRetention', {}, onProgress, signal)).then(() =>
      queries.invalidateQueries({ queryKey: retentionKey }),
    );

  return { task, seal, cancel };
}

interface SealingProps extends ReturnType<typeof useSealing> {
  /** Records that the limits would remove now. */
  readonly outdated: number;
}

function Sealing({ task, outdated, seal, cancel }: SealingProps) {
  const progress = task.state === 'running' ? task.progress : null;
  return (
    <>
      {task.state === 'failed' ? (
        <Problem error={task.error} meaning={text('settings.audit.apply-failed')} onRetry={seal} />
      ) : null}
      {task.state === 'done' ? (
        <p role="status">
          {task.result.segment === null
            ? text('settings.audit.nothing-applied')
            : text('settings.audit.applied', {
                from: task.result.segment.from,
                to: task.result.segment.to,
                path: task.result.segment.path,
              })}
        </p>
      ) : null}
      {progress === null ? null : (
        <>
          <p role="status">
            {text(progress.step === 'exporting' ? 'settings.audit.exporting' : 'settings.audit.removing', {
              done: progress.done,
              of: progress.of,
            })}
          </p>
          <Progress
            size={4}
            value={progress.of === 0 ? 0 : (progress.done / progress.of) * 100}
            aria-label={text('settings.audit.retention')}
          />
        </>
      )}
      <div className={classes.lockActions}>
        {task.state === 'running' ? (
          <Button variant="default" onClick={cancel}>
            {text('settings.audit.cancel')}
          </Button>
        ) : outdated > 0 ? (
          <Button variant="default" onClick={seal}>
            {text('settings.audit.apply', { count: outdated })}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function Segments({ segments }: { readonly segments: readonly AuditSegment[] }) {
  if (segments.length === 0) return null;
  return (
    <>
      <p className={classes.title}>{text('settings.audit.segments')}</p>
      <ul className={classes.segments}>
        {segments.map(({ bytes, from, path, sealedAt, to }) => (
          <li key={from}>
            {richText('settings.audit.segment', {
              ...{ from, to, size: formatBytes(bytes) },
              time: <Moment at={sealedAt} as="exact" />,
            })}
            <div className={classes.about}>
              <bdi>{path}</bdi>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
