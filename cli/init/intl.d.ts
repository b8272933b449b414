declare namespace Intl {
  interface Locale {
    /** TypeScript does not know of it yet: https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getTimeZones */
    getTimeZones?: () => string[];
  }
}
