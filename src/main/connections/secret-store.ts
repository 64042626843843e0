/** Where keys are kept: the operating system's secret store in Electron. */
export interface SecretStore {
  /** False where the system has none, or only one that does not protect. */
  available(): boolean;
  /** Base64. Throws when the store is not available. */
  seal(text: string): string;
  /** Throws when it was sealed by another user or on another machine. */
  unseal(sealed: string): string;
}
