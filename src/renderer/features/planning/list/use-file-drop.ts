import { type RefObject, useEffect, useRef, useState } from 'react';

/** Lets a file be dropped on an element; with several, the first one is taken. True while one hangs over it. */
export function useFileDrop(element: RefObject<HTMLElement | null>, onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;

  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const hold = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = () => setOver(false);
    const drop = (event: DragEvent) => {
      const [file] = event.dataTransfer?.files ?? [];
      setOver(false);
      if (file === undefined) return;
      event.preventDefault();
      latest.current(file);
    };
    box.addEventListener('dragover', hold);
    box.addEventListener('dragleave', leave);
    box.addEventListener('drop', drop);
    return () => {
      box.removeEventListener('dragover', hold);
      box.removeEventListener('dragleave', leave);
      box.removeEventListener('drop', drop);
    };
  }, [element]);

  return over;
}
