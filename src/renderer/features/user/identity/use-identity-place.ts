import { useMediaQuery } from '@mantine/hooks';
import { useViewState } from '../../../ui/view-state.ts';

/** Narrower than this, card and table do not fit beside one another. */
const wide = '(min-width: 1200px)';

export interface IdentityPlace {
  readonly open: boolean;
  /** Beside the sessions; else above them. */
  readonly beside: boolean;
  readonly toggle: () => void;
}

/** Where the identity card stands. In a narrow window it starts closed: the sessions are what an operator came for. */
export function useIdentityPlace(): IdentityPlace {
  const isWide = useMediaQuery(wide, true, { getInitialValueInEffect: false });
  const [chosen, choose] = useViewState<boolean | null>('identity/open', null);
  const open = chosen ?? isWide;
  return { open, beside: open && isWide, toggle: () => choose(!open) };
}
