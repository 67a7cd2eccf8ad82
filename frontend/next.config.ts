import type { NextConfig } from 'next';

const development = process.env.NODE_ENV === 'development';

/*
 * As strict as pages allow that are made once, at build time. 'unsafe-inline' stays for scripts because Next writes the
 * data of each page into inline scripts of that page: their nonce would have to be another one for every request, which
 * only pages rendered per request can have, and their hashes change with every build and are told by no part of Next.
 * Rendering per request would remove it; so would those hashes, as soon as Next gives them. For styles it stays because
 * of style attributes. What the policy still prevents: scripts, connections, frames and forms of any other origin.
 * Hot reload additionally needs eval.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
].join('; ');

const config: NextConfig = {
  output: 'standalone',
  poweredByHeader: false,
  images: { unoptimized: true },
  // The address that the dev servers print; without it hot reload, and with it the page, stays dead there.
  allowedDevOrigins: ['127.0.0.1'],
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'Content-Security-Policy', value: contentSecurityPolicy },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'no-referrer' },
      ],
    },
  ],
};

export default config;
