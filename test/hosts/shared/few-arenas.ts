/**
 * For processes in which main runs on Node with the C library of GNU: left alone, each of its threads gets a heap of its own
 * there, and what is free in one is used by no other, which takes some 40 MB for a list of a million sessions. Electron
 * brings an allocator of its own, and no other system reads this.
 */
export const fewArenas = { MALLOC_ARENA_MAX: '2' } as const;
