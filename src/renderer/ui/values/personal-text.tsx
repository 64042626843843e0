import { useSyncExternalStore } from 'react';
import { formatMasked } from '../../messages/format-masked.ts';
import { useDisplay } from './display-context.tsx';
import classes from './personal-text.module.css';

let areShown = false;
const listeners = new Set<() => void>();

/** Shows all names of this page, or masks them again. A page that is loaded anew masks them. */
export function showNames(next: boolean): void {
  areShown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether the operator wants names masked, and whether they are shown for now. */
export function useMasking(): { readonly isOn: boolean; readonly areShown: boolean } {
  const { maskNames: isOn } = useDisplay();
  return { isOn, areShown: useSyncExternalStore(subscribe, () => areShown) };
}

interface PersonalTextProps {
  readonly value: string;
  /** Where only a part of the text is personal. */
  readonly masked?: string;
}

/** A name, an address or a number of a user in a table. Masked where that is set, until its row has the pointer or the focus. */
export function PersonalText({ value, masked = formatMasked(value) }: PersonalTextProps) {
  const { isOn, areShown } = useMasking();
  if (!isOn || areShown) return value;
  return (
    <>
      <span className={classes.masked}>{masked}</span>
      <span className={classes.full}>{value}</span>
    </>
  );
}
