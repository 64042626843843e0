/** Nothing but digits and what separates them. */
const phone = /^\+?[\d\s().-]{5,}$/;

/**
 * A name, an e-mail address or a phone number that cannot be read over a shoulder, and that its reader still finds again:
 * `j•••@e•••.com`, `J••• D•••`, `+4•••89`. Each part has the same length, whatever it hides.
 */
export function formatMasked(value: string): string {
  if (phone.test(value)) return `${value.slice(0, 2)}•••${value.slice(-2)}`;
  return value
    .split(/([\s()]+)/)
    .map((part, at) => (at % 2 === 1 || part === '' ? part : maskPart(part)))
    .join('');
}

function maskPart(part: string): string {
  const at = part.lastIndexOf('@');
  if (at <= 0) return maskStart(part);
  const domain = part.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const ending = dot > 0 ? domain.slice(dot) : '';
  return `${maskStart(part.slice(0, at))}@${maskStart(domain)}${ending}`;
}

function maskStart(text: string): string {
  return `${[...text][0] ?? ''}•••`;
}
