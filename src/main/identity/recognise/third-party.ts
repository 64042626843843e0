interface ThirdPartyText {
  /** Null: none was written, so the likely ones are tried. */
  readonly provider: string | null;
  readonly id: string;
}

const withProvider = /^([A-Za-z][\w.-]{1,63})[:|](?!\/\/)(\S{1,255})$/;
const digits = /^\d{5,30}$/;
const apple = /^\d{6}\.[0-9a-f]{32}\.\d{4}$/;

/** Providers built into SuperTokens whose user ids are digits alone. */
const digitProviders = [
  'google',
  'github',
  'facebook',
  'gitlab',
  'discord',
  'twitter',
  'google-workspaces',
] as const;

/** Reads `google:1234`, or an id alone where its shape gives it away. */
export function readThirdPartyId(word: string): ThirdPartyText | null {
  const [, provider, id] = withProvider.exec(word) ?? [];
  if (provider !== undefined && id !== undefined) return { provider, id };
  return digits.test(word) || apple.test(word) ? { provider: null, id: word } : null;
}

/** Which providers an id without one is asked of: the core answers for one provider at a time. */
export function likelyProviders(id: string): readonly string[] {
  return apple.test(id) ? ['apple'] : digitProviders;
}
