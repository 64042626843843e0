/** Sites that a link of the console may open in the operating system's browser. */
const sites: readonly string[] = ['supertokens.com'];

/** Whether an address may be handed to the operating system: https, one of the sites, no port and no user name. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return sites.some((site) => hostname === site || hostname.endsWith(`.${site}`));
}
