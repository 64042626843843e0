/** Texts of one part of the console, by key, as ICU messages. */
export const userMessages = {} as const;
