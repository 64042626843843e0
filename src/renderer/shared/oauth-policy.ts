import { useQuery } from '@tanstack/react-query';
import type { OAuthPolicy } from '../../contract/domain/connection.ts';
import { useConnection } from './connections-context.tsx';
import { call } from './ipc-client.ts';

/**
 * What ending sessions on the connection in use does about OAuth2 tokens. Null: not known yet. Where the core cannot be asked,
 * the operator is.
 */
export function useOAuthPolicy(): OAuthPolicy | null {
  const { id, oauthTokens } = useConnection();
  const policy = useQuery({
    queryKey: ['connections.oauthPolicy', id, oauthTokens],
    queryFn: ({ signal }) => call('connections.oauthPolicy', { id }, signal),
  });
  return policy.data ?? (policy.isError ? { type: 'ask' } : null);
}
