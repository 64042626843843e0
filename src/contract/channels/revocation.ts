import { z } from 'zod';
import { query, stream } from '../channel.ts';
import { onConnection } from '../domain/ids.ts';
import {
  planRequest,
  revocationPlan,
  revocationReport,
  runItem,
  runRequest,
  targetRow,
} from '../domain/revocation.ts';

const byId = z.strictObject({ id: z.uuid() });

export const revocationChannels = {
  /** Lists and freezes; ends nothing. */
  'revocation.plan': query('read', planRequest, revocationPlan),
  /** Ends the sessions of a plan. Stopping the stream stops after the calls that are under way. */
  'revocation.run': stream('write', runRequest, runItem),
  /** Reads again what is unknown. Ends nothing. */
  'revocation.recheck': stream('read', byId, runItem),
  /** Reports of this run of the console, newest first. */
  'revocation.reports': query('read', onConnection, z.array(revocationReport)),
  'revocation.report': query('read', byId, revocationReport),
  'revocation.targets': stream('read', byId, z.array(targetRow)),
} as const;
