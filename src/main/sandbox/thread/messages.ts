/** What the sandbox's thread says once. An `Error` keeps its kind and message on the way. */
export type SandboxThreadMessage =
  | { readonly kind: 'started'; readonly uri: string; readonly apiKey: string }
  | { readonly kind: 'failed'; readonly error: Error };
