import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RunProgress } from '../../contract/domain/revocation.ts';
import { announcementOf, endedAnnouncement } from '../features/revocation/progress/run-announcements.ts';
import { revocationsKey } from '../features/revocation/revocation-calls.ts';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { call } from '../shared/ipc-client.ts';
import { OpenRevocationsContext } from '../shared/open-revocations-context.tsx';
import { useStream } from '../shared/use-stream.ts';
import { announce } from '../ui/announce.ts';
import { changedConnections, missingFrom, settledConnections } from './stale-data.ts';

/** Watches all revocations that are not ended, and reads again what they changed. */
export function OpenRevocationsProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [list, setList] = useState<readonly RunProgress[] | null>(null);
  const before = useRef<readonly RunProgress[]>([]);

  const settled = useCallback(
    (connectionId: string) => {
      void queries.invalidateQueries({ queryKey: revocationsKey(connectionId) });
      for (const channel of ['directory.session', 'directory.user'])
        void queries.invalidateQueries({ queryKey: [channel, connectionId] });
    },
    [queries],
  );

  const { error, restart } = useStream(
    'revocation.open',
    {},
    {
      onItems: (lists) => {
        // A revocation that began and ended within one batch changed something as well.
        for (const each of lists) {
          for (const id of changedConnections(before.current, each))
            void queries.invalidateQueries({ queryKey: revocationsKey(id) });
          for (const id of settledConnections(before.current, each)) settled(id);
          before.current = each;
        }
        setList(before.current);
      },
    },
  );
  useAnnounceRevocations(list);

  const value = useMemo(() => ({ list, error, retry: restart, settled }), [list, error, restart, settled]);
  return <OpenRevocationsContext value={value}>{children}</OpenRevocationsContext>;
}

/** Announces that a revocation began, paused, went on or ended, on whichever page the operator is. Not every number. */
function useAnnounceRevocations(list: readonly RunProgress[] | null): void {
  const before = useRef<readonly RunProgress[] | null>(null);
  const { list: connections } = useConnections();
  const names = useRef(new Map<string, string>());
  names.current = new Map(connections?.map(({ id, name }) => [id, name]));

  useEffect(() => {
    if (list === null) return;
    const earlier = before.current;
    before.current = list;
    // What was there when the console started is on screen already.
    if (earlier === null) return;
    const known = new Map(earlier.map((progress) => [progress.id, progress]));
    const nameOf = ({ connectionId }: RunProgress) =>
      names.current.get(connectionId) ?? text('frame.other-connection');
    for (const progress of list) {
      const announcement = announcementOf(known.get(progress.id), progress, nameOf(progress));
      if (announcement !== null) announce(announcement);
    }
    for (const progress of missingFrom(list, earlier)) {
      call('revocation.report', { id: progress.id }).then(
        (report) => announce(endedAnnouncement(report, nameOf(progress))),
        () => announce(text('frame.revocation-ended', { name: nameOf(progress) })),
      );
    }
  }, [list]);
}
