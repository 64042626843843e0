/**
 * For `JSON.parse`: numbers of which this is true stay the text that they are written as. Parsed, a long one loses digits, and the id of
 * an account can become that of another one.
 */
export function numbersAsWritten(staysText: (written: string, value: number) => boolean) {
  return (_name: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const written = context?.source;
    return typeof value === 'number' && written !== undefined && staysText(written, value) ? written : value;
  };
}
