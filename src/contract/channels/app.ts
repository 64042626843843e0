import { z } from 'zod';
import { appInfo, menuCommand, settings } from '../domain/app.ts';
import { command, query, stream } from './channel.ts';

const nothing = z.strictObject({});

export const appChannels = {
  'app.info': query('read', nothing, appInfo),
  /** Paths of own files that could not be read at this start: set aside under these names, not lost. */
  'app.setAside': query('read', nothing, z.array(z.string())),
  'app.settings': query('read', nothing, settings),
  'app.saveSettings': command('admin', settings, settings),
  /** The renderer has no clipboard permission; main writes it. Read access: it changes nothing on a core. */
  'app.copyText': command('read', z.strictObject({ text: z.string().max(10_000_000) }), z.null()),
  'app.menuCommands': stream('read', nothing, menuCommand),
} as const;
