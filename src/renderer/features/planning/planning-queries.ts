/** The drafts of a connection, which its list of revocations shows. */
export function draftsKey(connectionId: string) {
  return ['planning.drafts', connectionId] as const;
}

/** All rows of a draft, whichever are shown. */
export function draftRowsKey(connectionId: string, draftId: string) {
  return ['planning.rows', connectionId, draftId] as const;
}
