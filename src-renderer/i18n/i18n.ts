import { createInstance, type i18n, type ParseKeys } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'en';
    resources: { en: typeof en };
  }
}

/** A key of the catalogue; a misspelt one does not compile. */
export type MessageKey = ParseKeys;
export type MessageValues = Readonly<Record<string, string | number>>;
/** Looks a sentence up and fills its places. */
export type Translate = (key: MessageKey, values?: MessageValues) => string;

/** The catalogue travels with the program, so it is there before the first picture is drawn. */
export function createI18n(): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'en',
    resources: { en: { en } },
    initAsync: false,
    // React escapes what it shows; escaping twice would show the escape.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

export function translateWith(instance: i18n): Translate {
  return (key, values) => (values === undefined ? instance.t(key) : instance.t(key, { ...values }));
}
