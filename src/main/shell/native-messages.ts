import type { ErrorCode } from '../../contract/error-traits.ts';

/** Texts that main shows itself, where there is no window yet: everything else is in the catalogue of the renderer. */
export const nativeMessages = {
  cannotStart: 'Curfew could not start',
  filesNotPrepared: 'Its files could not be prepared. Start it from a terminal to see the cause.',
} as const;

/** Why Curfew could not start, for the codes that opening its data folder can fail with. */
export const startMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  locked: 'Another window of Curfew uses the data folder. Use that window, or close it first.',
  'disk-full':
    'There is not enough space on the disk of the data folder. Free space on the disk, then try again.',
  'store-damaged': 'A file in the data folder is damaged. Restore it from a backup.',
  'store-newer': 'A newer version of Curfew made the data folder. Open it with that version.',
  'store-unavailable':
    'The data folder cannot be read or written. Check that the folder exists and can be written, then try again.',
};
