import { z } from 'zod';
import { gapsPage, gapsRequest } from '../domain/gap-rows.ts';
import { exported } from '../domain/planning.ts';
import {
  endRemainingRequest,
  endUnplannedRequest,
  exportTargetsRequest,
  historyPage,
  historyRequest,
  planRequest,
  revocationPlan,
  revocationReport,
  runItem,
  runProgress,
  startRequest,
  targetsPage,
  targetsRequest,
  targetsViewItem,
  targetsViewRequest,
  watchRequest,
} from '../domain/revocation.ts';
import { command, query, stream } from './channel.ts';

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
  /** Ends the second scan alone, as a gap: what it found until then is ended. */
  'revocation.stopSecondScan': command('read', byId, z.null()),
  /** Goes on where it stands: paused, or interrupted by the end of the console. */
  'revocation.resume': command('write', byPlan, runProgress),
  /** Ends an interrupted one without sending anything more: reads again what was sent, and reports. */
  'revocation.abandon': command('read', byId, runProgress),
  /** Reads again what is not known to be gone. Ends nothing. */
  'revocation.verifyAgain': command('read', byId, runProgress),
  /** Ends what an ended one left over: what was never sent, failed, or is not known to be gone. */
  'revocation.endRemaining': command('write', endRemainingRequest, runProgress),
  /** Of an ended one: visits the users to whom its second scan did not come, and ends what is found. */
  'revocation.continueSecondScan': command('write', byPlan, runProgress),
  /** Ends new sessions, or those of accounts that were linked meanwhile: after the end, or by the watch that goes on. */
  'revocation.endUnplanned': command('write', endUnplannedRequest, runProgress),
  /** Looks for new sessions for a while after the end. */
  'revocation.watchFor': command('write', watchRequest, runProgress),
  /** One revocation: its progress, at once and after changes, then its report. Leaving changes nothing. */
  'revocation.watch': stream('read', byId, runItem),
  /** Everything that is not ended, of all connections: at once and after changes. */
  'revocation.open': stream('read', z.strictObject({}), z.array(runProgress)),
  /** Those of a connection that were started, a page at a time. */
  'revocation.history': query('read', historyRequest, historyPage),
  /** Removes an ended one from this computer; a note that it was there stays. */
  'revocation.remove': command('read', byId, z.null()),
  'revocation.report': query('read', byId, revocationReport),
  /** The same when all its rows were read from disk, which takes some seconds for each million. */
  'revocation.reportOfAllRows': query('read', byId, revocationReport),
  /** What the plan does not cover, one by one: lines of a list, users and sessions that a rule could not read. */
  'revocation.gaps': query('read', gapsRequest, gapsPage),
  /** Finds and sorts targets, with progress; leaving stops that. */
  'revocation.targetsView': stream('read', targetsViewRequest, targetsViewItem),
  'revocation.targets': query('read', targetsRequest, targetsPage),
  'revocation.export': command('read', exportTargetsRequest, exported),
} as const;
