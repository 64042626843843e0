/**
 * Chromium knows no `curfew://`. A page of an own scheme is shown under an https address that cannot exist anywhere
 * (RFC 2606), and translated at the border: `curfew://app/users` ↔ `https://app.curfew.invalid/users`.
 */
export interface AddressMap {
  readonly toBrowser: (address: string) => string;
  readonly toApp: (address: string) => string;
}

export function createAddressMap(schemes: ReadonlySet<string>): AddressMap {
  return {
    toBrowser: (address) => {
      const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(address);
      const [, scheme = '', host = '', rest = ''] = parts ?? [];
      return schemes.has(scheme) ? `https://${host}.${scheme}.invalid${rest === '' ? '/' : rest}` : address;
    },
    toApp: (address) => {
      const parts = /^https:\/\/([^/?#]*)\.([a-z0-9+-]+)\.invalid(?::443)?(?=[/?#]|$)(.*)$/is.exec(address);
      const [, host = '', scheme = '', rest = ''] = parts ?? [];
      return schemes.has(scheme) ? `${scheme}://${host}${rest === '' ? '/' : rest}` : address;
    },
  };
}
