/** `ec513228-e676-4d1a-96e3-80cee9422ebe` → `ec513228…2ebe`. Left whole when shortening would not save anything. */
export function formatShortId(value: string, chars = 12): string {
  const characters = [...value];
  if (characters.length <= chars + 3) return value;
  const tail = Math.floor(chars / 3);
  return `${characters.slice(0, chars - tail).join('')}…${characters.slice(-tail).join('')}`;
}
