import { type RefObject, useEffect } from 'react';

/** Moves the focus to the first wrong field of a form whenever faults were found: each time in another object. */
export function useFirstWrongField(form: RefObject<HTMLElement | null>, faults: object): void {
  useEffect(() => {
    if (Object.keys(faults).length === 0) return;
    // A group of controls is not invalid by itself: what is said of it has the mark.
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong]')?.focus();
  }, [form, faults]);
}
