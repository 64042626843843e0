import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { plural } from '../../messages/format-count.ts';
import type { EndSessionsRequest } from '../../shared/end-sessions-context.tsx';
import classes from './end-dialog.module.css';

interface NothingToEndProps {
  readonly request: EndSessionsRequest;
  /** Sessions that were taken out. */
  readonly excluded: number;
  readonly onClose: () => void;
}

/** A plan of no session: there is nothing to ask. */
export function NothingToEnd({ request, excluded, onClose }: NothingToEndProps) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  return (
    <>
      <p className={classes.text}>{nothingWords(request, excluded)}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose} ref={close} data-autofocus>
          Close
        </Button>
      </div>
    </>
  );
}

function nothingWords(request: EndSessionsRequest, excluded: number): string {
  if (request.draftId !== undefined) {
    if (excluded === 0) return 'It hits no session. Nothing was ended.';
    return `You took ${excluded === 1 ? 'the only session' : `all ${plural(excluded, 'session')}`} out. Nothing was ended.`;
  }
  return request.scope.type === 'user'
    ? 'The core lists no session under any of their ids. Nothing was ended, and nothing has to be.'
    : 'No session was chosen. Nothing was ended.';
}
