import { IntlMessageFormat } from 'intl-messageformat';
import { catalogue, type MessageKey } from './catalogue.ts';
import { pseudoMessage } from './pseudo-locale.ts';

/** What a message names: texts, and numbers for plurals and counts. Dates are formatted before. */
type MessageValues = Readonly<Record<string, string | number>>;

/** English as in the United States: `12,345`. */
const language = 'en-US';

const formats = new Map<MessageKey, IntlMessageFormat>();
const locale: Locale = pageLocale();

/** The message of this key, parsed once. */
export function messageFormat(key: MessageKey): IntlMessageFormat {
  let format = formats.get(key);
  if (format === undefined) {
    const message: string = catalogue[key];
    format = new IntlMessageFormat(locale === 'en-XA' ? pseudoMessage(message) : message, language);
    formats.set(key, format);
  }
  return format;
}

/** The text of a key. Throws when a value that its message names is missing. */
export function text(key: MessageKey, values?: MessageValues): string {
  return String(messageFormat(key).format(values));
}

/** `en-XA` is the pseudo-locale: every text longer and accented, so that a spec sees what is cut off or not translated. */
type Locale = 'en' | 'en-XA';

/** The locale that main wrote into the page. Numbers and plurals follow English rules in both. */
function pageLocale(): Locale {
  return typeof document !== 'undefined' && document.documentElement.lang === 'en-XA' ? 'en-XA' : 'en';
}
