import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { handOverSearch } from '../shared/search-handoff.ts';
import { mayBeSecret } from '../shared/secret-text.ts';

/** Searches for a text on the search page. What may be a token goes there by hand, not by the address. */
export function useStartSearch(): (text: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (text: string) => {
      if (mayBeSecret(text)) void navigate({ to: '/', search: {} }).then(() => handOverSearch(text));
      else void navigate({ to: '/', search: { q: text } });
    },
    [navigate],
  );
}
