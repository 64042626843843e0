/** What no file's name may hold on one of the systems, and what separates folders. */
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f]+/g;
/** So long a name may be, its ending included; systems allow 255 bytes. */
const LONGEST = 120;

/** A name that every system takes, out of any text: no folder, no control character, not hidden, not too long. */
export function toFileName(text: string): string {
  const clean = text.replace(FORBIDDEN, '-').replace(/^[\s.]+|[\s.]+$/g, '');
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= 10 ? clean.slice(dot) : '';
  const stem = [...clean.slice(0, clean.length - ending.length)].slice(0, LONGEST - ending.length).join('');
  return (stem.trimEnd() || 'curfew') + ending;
}
