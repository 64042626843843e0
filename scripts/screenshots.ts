/**
 * `npm run screenshots`: a picture of every screen in both themes and in two sizes of the window, in `out/screenshots`.
 * Those of the README go to `docs/pictures` too. Themes, sizes and scenes can be named: `-- dark 1024x700 rule`.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { root } from './lib/root.mjs';
import { takeAudit, takeSealing } from './screenshots/scenes-audit.ts';
import { takeEnding, takeHistory } from './screenshots/scenes-ending.ts';
import { takeFrame, takeLock } from './screenshots/scenes-frame.ts';
import {
  takeDamage,
  takeGaps,
  takeLinked,
  takeOutage,
  takeProduction,
  takeRun,
  takeWatch,
} from './screenshots/scenes-incident.ts';
import { takeList, takeRule, takeSelectedUsers } from './screenshots/scenes-planning.ts';
import { takeEvidence, takeForwarding, takeRemoved, takeSettings } from './screenshots/scenes-proof.ts';
import { takeSignals } from './screenshots/scenes-signals.ts';
import { takeSearch, takeUser } from './screenshots/scenes-users.ts';
import { onStage } from './screenshots/stage.ts';

const themes = ['light', 'dark'] as const;
const sizes = [
  { width: 1_440, height: 900 },
  { width: 1_024, height: 700 },
] as const;

/** In their order: later ones show what earlier ones ended. Those of an incident come last, on a core of their own. */
const scenes = {
  search: [takeSearch],
  user: [takeUser],
  list: [takeList, takeSelectedUsers],
  rule: [takeRule],
  ending: [takeEnding, takeHistory, takeEvidence],
  audit: [takeAudit],
  frame: [takeFrame],
  settings: [takeSettings, takeForwarding],
  signals: [takeSignals, takeRemoved],
  incident: [takeProduction, takeGaps, takeRun, takeLinked, takeWatch, takeDamage, takeOutage],
  sealing: [takeSealing],
  lock: [takeLock],
} as const;
const sceneNames = Object.keys(scenes) as readonly (keyof typeof scenes)[];

/** Pictures of the README, all in the larger size. */
const ofReadme: ReadonlySet<string> = new Set([
  'light/user',
  'light/question-production',
  'dark/result',
  'light/list',
  'dark/matches',
  'light/audit',
  'dark/audit-record',
  'light/evidence',
  'dark/evidence',
]);

function sizeName({ width, height }: (typeof sizes)[number]): string {
  return `${width}x${height}`;
}

/** Those that were named on the command line; all of them when none was. */
function named<Each>(all: readonly Each[], nameOf: (each: Each) => string): readonly Each[] {
  const wanted = all.filter((each) => process.argv.slice(2).includes(nameOf(each)));
  return wanted.length === 0 ? all : wanted;
}

ensureBuilt();
for (const colourScheme of named(themes, String)) {
  for (const size of named(sizes, sizeName)) {
    const folder = join(root, 'out/screenshots', `${sizeName(size)}-${colourScheme}`);
    mkdirSync(folder, { recursive: true });
    const fileOf = (picture: string) => join(folder, `${picture}.png`);
    const wanted = named(sceneNames, String).flatMap((name) => scenes[name]);
    await onStage({ colourScheme, size, fileOf }, wanted);
    for (const picture of ofReadme) {
      const [theme, name = ''] = picture.split('/');
      if (theme !== colourScheme || size !== sizes[0] || wanted.length < sceneNames.length) continue;
      copyFileSync(fileOf(name), join(root, 'docs/pictures', `${name}-${theme}.png`));
    }
  }
}
