/** `[0, 1, 2, 7]` → `0-2,7`. Numbers of one call mostly follow one another, so a line stays short. */
export function toRanges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length; ) {
    const first = numbers[at] as number;
    let last = first;
    at += 1;
    while (at < numbers.length && numbers[at] === last + 1) {
      last += 1;
      at += 1;
    }
    parts.push(first === last ? String(first) : `${first}-${last}`);
  }
  return parts.join(',');
}

/** The numbers again, in their order. Throws when the text is none of ours. */
export function fromRanges(text: string): number[] {
  if (text === '') return [];
  return text.split(',').flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) throw new Error('A range of a journal cannot be read.');
    const from = Number(first);
    return Array.from({ length: Number(last) - from + 1 }, (_, step) => from + step);
  });
}
