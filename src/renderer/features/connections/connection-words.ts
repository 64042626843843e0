import type { Connection, CoreFacts } from '../../../contract/domain/connection.ts';
import { formatElapsed } from '../../messages/format-duration.ts';

/** "Core 11.3 to 11.4, CDI 5.4, answered in 12 ms." */
export function factWords({ release, cdi, latencyMs }: CoreFacts): string {
  return `Core ${release}, CDI ${cdi}, answered in ${formatElapsed(latencyMs)}`;
}

export function stateWords({ connection }: Connection): string {
  switch (connection.state) {
    case 'open':
      return factWords(connection.core);
    case 'opening':
      return 'Opening';
    case 'away':
    case 'failed':
      return connection.error.message;
    case 'closed':
      return 'Not open';
  }
}

/** What the key field says while it is empty. */
export function keyWords(key: Connection['key'] | null): string {
  switch (key) {
    case 'stored':
      return 'Kept in the secret store. Leave empty to keep it.';
    case 'this-run-only':
      return 'Kept until Curfew ends. Leave empty to keep it.';
    case 'unreadable':
      return 'The kept key cannot be read any more. Enter it again.';
    case 'none':
    case null:
      return 'As set in the core’s configuration (api_keys). Leave empty if it wants none.';
  }
}
