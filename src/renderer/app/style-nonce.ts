import { setNonce } from 'get-nonce';

/** What the page's security policy wants on every style element that a script puts in. Main writes it into the page. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** For react-remove-scroll, which dialogs use and which asks the package get-nonce. */
export function shareStyleNonce(): void {
  setNonce(styleNonce());
}
