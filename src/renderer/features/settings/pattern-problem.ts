/** Why a text is no regular expression, in a sentence; null when it is one. */
export function patternProblem(text: string): string | null {
  try {
    new RegExp(text);
    return null;
  } catch {
    return 'This is no regular expression. It is kept as soon as it is one.';
  }
}
