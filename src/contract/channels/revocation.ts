import { z } from 'zod';
import { command, query, stream } from '../channel.ts';
import { onConnection } from '../domain/ids.ts';
import { exported } from '../domain/planning.ts';
import {
  exportTargetsRequest,
  planRequest,
  revocationEntry,
  revocationPlan,
  revocationReport,
  runItem,
  runProgress,
  startRequest,
  targetsPage,
  targetsRequest,
  watchRequest,
} from '../domain/revocation.ts';

const byId = z.strictObject({ id: z.uuid() });
const byPlan = z.strictObject({ planId: z.uuid() });

/** A revocation has the id of its plan. It runs in main until it ends, whether or not a window looks. */
export const revocationChannels = {
  /** Lists and freezes sessions that were chosen, or all of one user; ends nothing. */
  'revocation.plan': query('read', planRequest, revocationPlan),
  /** Begins to end the sessions of a plan, and answers at once. */
  'revocation.start': command('write', startRequest, runProgress),
  /** After the calls under way. */
  'revocation.pause': command('read', byId, z.null()),
  'revocation.stop': command('read', byId, z.null()),
  /** Goes on where it stands: paused, or interrupted by the end of the console. */
  'revocation.resume': command('write', byPlan, runProgress),
  /** Ends an interrupted one without sending anything more: reads again what was sent, and reports. */
  'revocation.abandon': command('read', byId, runProgress),
  /** Reads again what is not known to be gone. Ends nothing. */
  'revocation.verifyAgain': command('read', byId, runProgress),
  /** Looks for new sessions for a while after the end. */
  'revocation.watchFor': command('write', watchRequest, runProgress),
  /** One revocation: its progress, at once and after changes, then its report. Leaving changes nothing. */
  'revocation.watch': stream('read', byId, runItem),
  /** Everything that is not ended, of all connections: at once and after changes. */
  'revocation.open': stream('read', z.strictObject({}), z.array(runProgress)),
  /** All of a connection, newest first, those of earlier runs of the console too. */
  'revocation.list': query('read', onConnection, z.array(revocationEntry)),
  'revocation.report': query('read', byId, revocationReport),
  'revocation.targets': query('read', targetsRequest, targetsPage),
  'revocation.export': command('read', exportTargetsRequest, exported),
} as const;
