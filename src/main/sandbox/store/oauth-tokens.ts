/**
 * Handles of sessions on which tokens of OAuth2 clients were issued. They outlive their sessions (fact 21). Applications issue
 * them through calls that were not recorded: what uses the sandbox puts them here.
 */
export class OAuthTokenStore {
  readonly #handles = new Set<string>();

  issue(handle: string): void {
    this.#handles.add(handle);
  }

  has(handle: string): boolean {
    return this.#handles.has(handle);
  }

  end(handle: string): void {
    this.#handles.delete(handle);
  }
}
