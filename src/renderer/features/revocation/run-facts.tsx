import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import classes from './revocation-page.module.css';
import { ScopeFact } from './scope-fact.tsx';

/** The circumstances of a revocation that has not ended. */
export function RunFacts({ progress }: { readonly progress: RunProgress }) {
  return (
    <dl className={classes.facts}>
      <ScopeFact scope={progress.scope} />
      <Fact name="reason">
        <bdi>{progress.reason}</bdi>
      </Fact>
      <Fact name="started">
        <Moment at={progress.startedAt} as="exact" />
      </Fact>
      <Fact name="id">
        <ShortId value={progress.id} />
      </Fact>
    </dl>
  );
}
