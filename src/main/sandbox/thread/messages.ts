/** What the sandbox's thread says once. An `Error` keeps its kind and message on the way. */
export type SandboxThreadMessage =
  | { readonly type: 'started'; readonly uri: string; readonly apiKey: string }
  | { readonly type: 'failed'; readonly error: Error };
