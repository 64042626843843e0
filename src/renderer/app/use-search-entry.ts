import { useRouter, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';

/**
 * The place in the history of the search that is on screen. Each place is a search of its own, with its own text and
 * results; replacing its address changes nothing. While the router is on its way, the place before or after counts as
 * long as its page is shown.
 */
export function useSearchEntry(): number {
  const router = useRouter();
  const [opened] = useState(() => router.history.location.state.__TSR_index);
  const shown = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation });
  return shown?.pathname === '/' ? shown.state.__TSR_index : opened;
}
