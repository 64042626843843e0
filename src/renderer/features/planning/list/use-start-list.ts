import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ListFormat } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { pastedListName } from '../../../messages/format-list-name.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { draftsKey } from '../planning-queries.ts';
import type { ByteSource } from './byte-source.ts';
import { startUpload } from './upload-list.ts';

/** Makes a draft of a list, begins to upload the list, and opens the draft. */
export function useStartList() {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<AppError | null>(null);

  async function start(source: ByteSource, format: ListFormat): Promise<void> {
    setStarting(true);
    setError(null);
    try {
      const name = source.name.trim().slice(0, 255) || pastedListName;
      const draft = await call('planning.startList', { connectionId, name, format, size: source.size });
      startUpload(draft.id, source);
      void queries.invalidateQueries({ queryKey: draftsKey(connectionId) });
      await navigate({ to: '/revocations/drafts/$draftId', params: { draftId: draft.id } });
    } catch (thrown) {
      setError(toAppError(thrown));
      setStarting(false);
    }
  }

  return { start, isStarting, error };
}
