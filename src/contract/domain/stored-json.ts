import { z } from 'zod';
import { longestJson, type StoredJson } from './text/json-text.ts';

/** What an application wrote into a payload or into metadata. It crosses borders as text: see `json-text.ts`. */
export const storedJson: z.ZodType<StoredJson> = z.strictObject({
  text: z.string().max(longestJson),
  size: z.int(),
  depth: z.int(),
});
