let waiting: string | null = null;

/** Hands lines to the page that makes a list, without writing them into an address: tokens can be among them. */
export function handOverList(lines: string): void {
  waiting = lines;
}

/** Takes the lines that were handed over; null: none. */
export function takeHandedOverList(): string | null {
  const lines = waiting;
  waiting = null;
  return lines;
}
