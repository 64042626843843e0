/** `en-XA` is the pseudo-locale: every text longer and accented, so that a spec sees what is cut off or not translated. */
export type Locale = 'en' | 'en-XA';

/** The locale that main wrote into the page. Numbers and plurals follow English rules in both. */
export function pageLocale(): Locale {
  return typeof document !== 'undefined' && document.documentElement.lang === 'en-XA' ? 'en-XA' : 'en';
}
