import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { mayBeToken } from '../../../contract/domain/token-text.ts';
import { handOverSearch } from '../../ui/search-handoff.ts';

/** Searches for a text on the search page. What may be a token goes there by hand, not by the address. */
export function useStartSearch(): (text: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (text: string) => {
      if (mayBeToken(text)) void navigate({ to: '/', search: {} }).then(() => handOverSearch(text));
      else void navigate({ to: '/', search: { q: text } });
    },
    [navigate],
  );
}
