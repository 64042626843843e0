import { expect, it } from 'vitest';
import type { Connection } from '../../contract/domain/connection.ts';
import { movedConnections } from './connections-changes.ts';

function connection(id: string, more: Partial<Connection> = {}): Connection {
  return {
    ...{ id, builtIn: false, name: id, address: `http://${id}.example:3567`, environment: 'staging' },
    ...{ readOnly: false, connectTimeoutMs: 5_000, requestTimeoutMs: 30_000, accessTokenLifetimeS: 3_600 },
    ...{ key: 'none', connection: { state: 'closed' } },
    ...more,
  };
}

it('names the connections whose address is another one now', () => {
  const before = [connection('a'), connection('b')];
  expect(
    movedConnections(before, [connection('a'), connection('b', { address: 'http://c.example' })]),
  ).toEqual(['b']);
});

it('leaves alone what is new, removed, renamed or opened', () => {
  const before = [connection('a'), connection('removed')];
  const after = [connection('a', { name: 'other', connection: { state: 'opening' } }), connection('new')];
  expect(movedConnections(before, after)).toEqual([]);
});
