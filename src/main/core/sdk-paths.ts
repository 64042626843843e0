import { createRequire } from 'node:module';

/** As much of the SDK's class as goes through here. */
export interface SdkPath {
  isARecipePath: () => boolean;
}
type PathClass = new (path: string) => SdkPath;

const module = createRequire(import.meta.url)('supertokens-node/lib/build/normalisedURLPath.js') as {
  default: PathClass;
};

/** Far more than the SDK has paths; a tenant's id can be part of one, so there has to be an end. */
const MOST = 1_000;

/**
 * Lets the SDK normalise each of its paths once, not once a call: it does that by throwing an error and parsing two
 * URLs, which takes longer than all else it does for reading a session. Its instances never change, and it looks the
 * class up in its module at each use, so a constructor that answers with a known instance is enough. Whether it is the
 * path of a recipe is answered once too, because the SDK takes the path apart for it.
 */
export function rememberSdkPaths(): void {
  const Original = module.default;
  const known = new Map<string, SdkPath>();

  function Remembering(path: string): SdkPath {
    const before = known.get(path);
    if (before) return before;
    const made = new Original(path);
    const isOfRecipe = made.isARecipePath();
    made.isARecipePath = () => isOfRecipe;
    if (known.size < MOST) known.set(path, made);
    return made;
  }

  module.default = Remembering as unknown as PathClass;
}
