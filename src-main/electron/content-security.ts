import { mediaScheme } from './origin.ts';

/**
 * What the page may do, sent as a header with every answer of the `app:` scheme. Styles: the libraries set inline style
 * attributes for geometry, which no script can use to run code.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  `connect-src 'self' ${mediaScheme}:`,
  `img-src 'self' ${mediaScheme}: blob: data:`,
  `media-src ${mediaScheme}: blob:`,
  "worker-src 'self' blob:",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * No opener policy: it would put the page into a process of its own after a first one has been started for it, which every
 * start would wait for. There is nothing it could part the page from: no page can open ours, and ours can open none.
 */
export const securityHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const;
