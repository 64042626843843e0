/** The addresses of one core, as supertokens-node splits them: separated by `;`, without what is empty. */
export function splitAddress(address: string): string[] {
  return address
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
