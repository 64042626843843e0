import { type Failure, failure } from '../../../contract/failure.ts';
import { compareVersions, releaseOf, SPOKEN_CDI } from './releases.ts';

/** `versions`: what the core speaks, oldest first, at least one, ours not among them. */
export function incompatible(versions: readonly string[], host: string): Failure {
  const oldest = versions[0] ?? '';
  const newest = versions.at(-1) ?? '';
  const details = { host, oldestCdi: oldest, newestCdi: newest, wantedCdi: SPOKEN_CDI };
  if (compareVersions(newest, SPOKEN_CDI) < 0) {
    return failure(
      'incompatible-core',
      `The core at ${host} is too old: it speaks CDI up to ${newest} (core ${releaseOf(newest)}), and Curfew speaks CDI ${SPOKEN_CDI}.`,
      { hint: 'Update the core to 11.3 or newer.', details, sent: true },
    );
  }
  if (compareVersions(oldest, SPOKEN_CDI) > 0) {
    return failure(
      'incompatible-core',
      `The core at ${host} is too new: it speaks CDI ${oldest} to ${newest} (core ${releaseOf(newest)}), and Curfew speaks CDI ${SPOKEN_CDI}.`,
      { hint: 'Update Curfew, or use a core that still speaks this version.', details, sent: true },
    );
  }
  return failure(
    'incompatible-core',
    `The core at ${host} speaks CDI ${oldest} to ${newest}, but not ${SPOKEN_CDI}, which Curfew speaks.`,
    { hint: 'Use a core from 11.3 on.', details, sent: true },
  );
}
