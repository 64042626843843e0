import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { gapsOf } from '../../../../contract/domain/coverage.ts';
import type { RevocationReport } from '../../../../contract/domain/revocation.ts';
import { plural } from '../../../messages/format-count.ts';
import { useViewState } from '../../../ui/view-state.ts';
import pageClasses from '../revocation-page.module.css';
import classes from './coverage.module.css';
import { gapListLabel } from './gap-row-words.ts';
import { GapsPanel } from './gaps-panel.tsx';

interface ReportRowsProps {
  readonly report: Pick<RevocationReport, 'plan' | 'coverage'>;
  /** Its sessions. */
  readonly children: ReactNode;
}

/** The rows of a report: its sessions, and what was not covered, where there is such a thing. */
export function ReportRows({ report, children }: ReportRowsProps) {
  const [shown, setShown] = useViewState<'sessions' | 'gaps'>('report/rows', 'sessions');
  const { coverage, plan } = report;
  if (gapsOf(coverage).length === 0) return children;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Which rows of the report to show"
        className={classes.switch ?? ''}
        value={shown}
        onChange={(value) => setShown(value === 'gaps' ? 'gaps' : 'sessions')}
        data={[
          { value: 'sessions', label: plural(plan.targets, 'session') },
          { value: 'gaps', label: gapListLabel(coverage) },
        ]}
      />
      {shown === 'sessions' ? (
        children
      ) : (
        <section className={pageClasses.targets} aria-label="What was not covered">
          <GapsPanel report={report} />
        </section>
      )}
    </>
  );
}
