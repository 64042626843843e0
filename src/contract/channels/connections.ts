import { z } from 'zod';
import { connection, coreFacts, saveConnectionRequest, tryConnectionRequest } from '../domain/connection.ts';
import { connectionId } from '../domain/ids.ts';
import { command, query, stream } from './channel.ts';

const byId = z.strictObject({ id: connectionId });

export const connectionChannels = {
  /** The whole list, at once and after every change. */
  'connections.watch': stream('read', z.strictObject({}), z.array(connection)),
  /** Answers when it is open; why it is not stands in the error and in the watched state. */
  'connections.open': command('read', byId, coreFacts),
  'connections.close': command('read', byId, z.null()),
  /** The checks of opening, with settings that are not saved yet. */
  'connections.try': query('admin', tryConnectionRequest, coreFacts),
  'connections.save': command('admin', saveConnectionRequest, connection),
  'connections.remove': command('admin', byId, z.null()),
} as const;
