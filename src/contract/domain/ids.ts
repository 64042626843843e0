import { z } from 'zod';

/** Longest id or handle that is looked up. The core's columns hold 36 to 255 characters; more is a mistake. */
const longestId = 1_024;

export const connectionId = z.string().min(1).max(64);
export const userId = z.string().min(1).max(longestId);
export const tenantId = z.string().min(1).max(longestId);
export const sessionHandle = z.string().min(1).max(longestId);

/** Milliseconds since 1970, as everywhere in the core's own answers. */
export const epochMs = z.number();

export const onConnection = z.strictObject({ connectionId });
