import { useEffect, useRef } from 'react';
import type { RunProgress } from '../../contract/domain/revocation.ts';
import { announcementOf, endedAnnouncement } from '../features/revocation/progress/run-announcements.ts';
import { announce } from '../ui/announce.ts';
import { useConnections } from './connections-context.tsx';
import { call } from './curfew.ts';
import { missingFrom } from './open-revocations-changes.ts';

/** Says when a revocation begins, stands still, goes on or ends, wherever the operator is. Not every number. */
export function useAnnounceRevocations(list: readonly RunProgress[] | null): void {
  const before = useRef<readonly RunProgress[] | null>(null);
  const { list: connections } = useConnections();
  const names = useRef(new Map<string, string>());
  names.current = new Map(connections?.map(({ id, name }) => [id, name]));

  useEffect(() => {
    if (list === null) return;
    const earlier = before.current;
    before.current = list;
    // What was there when the console started is on screen, and is no news.
    if (earlier === null) return;
    const known = new Map(earlier.map((progress) => [progress.id, progress]));
    const nameOf = ({ connectionId }: RunProgress) => names.current.get(connectionId) ?? 'another connection';
    for (const progress of list) {
      const words = announcementOf(known.get(progress.id), progress, nameOf(progress));
      if (words !== null) announce(words);
    }
    for (const progress of missingFrom(list, earlier)) {
      call('revocation.report', { id: progress.id }).then(
        (report) => announce(endedAnnouncement(report, nameOf(progress))),
        () => announce(`A revocation on ${nameOf(progress)} is over`),
      );
    }
  }, [list]);
}
