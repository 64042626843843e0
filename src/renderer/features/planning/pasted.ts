/** The name of a list that is no file. */
export const pasted = 'pasted';
