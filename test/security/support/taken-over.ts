/// <reference lib="dom" />
import type { Page } from '@playwright/test';
import type { Connection, ConnectionSettings } from '../../../src/contract/domain/connection.ts';

/** The connections, as the page learns of them. */
export function seenConnections(page: Page): Promise<Connection[]> {
  return page.evaluate(
    () =>
      new Promise<Connection[]>((resolve) => {
        const id = crypto.randomUUID();
        const take = (lists: Connection[][]) => {
          window.curfew.abort(id);
          resolve(lists.at(-1) ?? []);
        };
        window.curfew.connections.watch({}, id, take, () => undefined);
      }),
  );
}

export async function seenConnection(page: Page, name: string): Promise<Connection> {
  const found = (await seenConnections(page)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no connection ${name}.`);
  return found;
}

/** What a save of this connection as it is would send. */
export function settingsOf(connection: Connection): ConnectionSettings {
  const { id: _id, builtIn: _builtIn, key: _key, connection: _state, ...settings } = connection;
  return settings;
}
