import type { OAuthChoice, OAuthPolicy } from '../../contract/domain/connection.ts';
import type { CorePort } from '../core/protocol.ts';

/** What ending sessions does about OAuth2 tokens. Asks the core only where the setting leaves it to the core. */
export async function readOAuthPolicy(
  setting: OAuthChoice,
  core: () => CorePort,
  signal: AbortSignal,
): Promise<OAuthPolicy> {
  if (setting !== 'automatic') return { type: setting === 'on' ? 'end' : 'leave', why: 'setting' };
  switch (await core().oauthClients(signal)) {
    case 'some':
      return { type: 'end', why: 'has-clients' };
    case 'none':
      return { type: 'leave', why: 'no-clients' };
    case 'not-told':
      return { type: 'ask' };
  }
}
