import { type RefObject, useEffect, useRef, useState } from 'react';

/** How long after the last key, click or turn of the wheel the rows stay where they are. */
const stillMs = 1_200;

/** Whether rows have to stay where they are, because somebody points at them or uses them. */
interface Stillness {
  readonly pointed: () => void;
  readonly used: () => void;
  readonly pointerLeft: () => void;
  readonly focusLeft: () => void;
  readonly stop: () => void;
}

/** A pointer that rests on the rows can click at any moment: they stay until it leaves. */
export function createStillness(onChange: (isStill: boolean) => void): Stillness {
  let isPointedAt = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => onChange(isPointedAt || timer !== undefined);
  function forgetUse(): void {
    clearTimeout(timer);
    timer = undefined;
    tell();
  }
  return {
    pointed: () => {
      isPointedAt = true;
      tell();
    },
    used: () => {
      clearTimeout(timer);
      timer = setTimeout(forgetUse, stillMs);
      tell();
    },
    pointerLeft: () => {
      isPointedAt = false;
      forgetUse();
    },
    focusLeft: forgetUse,
    stop: () => clearTimeout(timer),
  };
}

interface StillRows<Row> {
  readonly rows: readonly Row[];
  /** There are other rows, or they have another order by now. */
  readonly isHeld: boolean;
}

/**
 * The rows to show. While someone points at `element`, or types in it, they stay as they are: rows that arrive and are sorted
 * in must not move other rows under a click. Rows that were arranged anew are shown at once.
 */
export function useStillRows<Row>(
  rows: readonly Row[],
  arrangement: object,
  element: RefObject<HTMLElement | null>,
): StillRows<Row> {
  const [isStill, setStill] = useState(false);
  const shown = useRef({ rows, arrangement });

  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const stillness = createStillness(setStill);
    const uses = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const name of uses) box.addEventListener(name, stillness.used, { passive: true });
    const focusLeft = (event: FocusEvent) => {
      if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) stillness.focusLeft();
    };
    // Not that it enters: a page can be opened under a pointer that nobody moves.
    box.addEventListener('pointermove', stillness.pointed, { passive: true });
    box.addEventListener('pointerleave', stillness.pointerLeft);
    box.addEventListener('focusout', focusLeft);
    return () => {
      for (const name of uses) box.removeEventListener(name, stillness.used);
      box.removeEventListener('pointermove', stillness.pointed);
      box.removeEventListener('pointerleave', stillness.pointerLeft);
      box.removeEventListener('focusout', focusLeft);
      stillness.stop();
    };
  }, [element]);

  const isFresh = shown.current.arrangement !== arrangement || shown.current.rows.length === 0;
  if (!isStill || isFresh) shown.current = { rows, arrangement };
  return { rows: shown.current.rows, isHeld: shown.current.rows !== rows };
}
