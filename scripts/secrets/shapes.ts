import type { Leak } from './leak.ts';
import { isPlaceholder, isReference, looksRandom } from './placeholder.ts';

/** How values are judged: `example` lets pass what documentation and tests write, `deployed` only references and masks. */
export type Strictness = 'example' | 'deployed';

/** Secrets that their form alone gives away: passwords in URLs, private keys, signed tokens, keys of AWS and of model providers. */
export const shapesIn = (text: string, strictness: Strictness = 'example'): readonly Leak[] => [
  ...privateKeys(text, strictness),
  ...urls(text, strictness),
  ...tokens.flatMap(({ what, form, secret }) =>
    [...text.matchAll(form)].flatMap((match): Leak[] => {
      const value = match[1] ?? match[0];
      const start = match.index + match[0].lastIndexOf(value);
      return secret(value) ? [{ code: 'secret/token', what, start, end: start + value.length }] : [];
    }),
  ),
];

type Token = { readonly what: string; readonly form: RegExp; readonly secret: (value: string) => boolean };

/** JSON Web Tokens by RFC 7519; key ids of AWS by their documented prefixes; `sk-` is what OpenAI and its likes begin keys with. */
const tokens: readonly Token[] = [
  {
    what: 'a signed token (JWT)',
    form: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/g,
    secret: (value) => isJwt(value),
  },
  {
    what: 'the id of an AWS access key',
    form: /(?<![A-Z\d])(?:A3T[A-Z\d]|ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|AROA|ASIA)[A-Z\d]{16}(?![A-Z\d])/g,
    secret: (value) => !/EXAMPLE|X{4}/.test(value),
  },
  {
    what: 'the key of a model provider',
    form: /(?<![\w-])sk-[\w-]{16,}/g,
    secret: (value) => !isPlaceholder(value) && /\d/.test(value) && looksRandom(value.slice(3)),
  },
  {
    what: 'the credentials of an Authorization header',
    form: /\b(?:Bearer|Basic)\s+([\w.~+/-]{16,}={0,2})/g,
    secret: (value) => !isPlaceholder(value) && looksRandom(value),
  },
];

const isJwt = (value: string): boolean => {
  const [header = '', claims = ''] = value.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return /"alg"\s*:/.test(header) && claims.startsWith('{') && !claims.includes('John Doe');
};

/** RFC 3986 userinfo of any scheme, and passwords and tokens among the parameters, as libpq and others take them. */
const urls = (text: string, strictness: Strictness): readonly Leak[] => {
  if (!text.includes('://')) return [];
  const spared = (value: string) => (strictness === 'deployed' ? isReferenceOrMask(value) : isPlaceholder(value));
  const userinfo = [...text.matchAll(userinfoForm)].flatMap(({ 0: whole, 1: user = '', 2: password = '', index }) => {
    // GitHub takes a token as the user, with this word for a password.
    if (password === 'x-oauth-basic') return spared(user) ? [] : [passwordAt(index + whole.indexOf('://') + 3, user)];
    if (spared(password) || (strictness === 'example' && user === password)) return [];
    return [passwordAt(index + whole.length - 1 - password.length, password)];
  });
  const parameters = [...text.matchAll(parameterForm)].flatMap(({ 0: whole, 1: value = '', index }) =>
    spared(value) || !followsUrl(text, index) ? [] : [passwordAt(index + whole.length - value.length, value)],
  );
  return [...userinfo, ...parameters];
};

const userinfoForm = /(?<![a-z\d+.-])[a-z][a-z\d+.-]*:\/\/([^\s:/?#@"'`<>]*):([^\s/?#"'`<>]+)@(?=[^\s@])/gi;
const parameterForm = /[?&;](?:\w*password|passwd|pwd|access_token|token|api_?key|secret|sig)=([^\s&#"'`<>;)]+)/gi;

/** Whether what stands directly before an offset is a URL; longer ones than this are not looked at. */
const followsUrl = (text: string, offset: number): boolean =>
  /:\/\/[^\s"'`<>]*$/.test(text.slice(Math.max(0, offset - 500), offset));

const passwordAt = (start: number, value: string): Leak => ({
  code: 'secret/url-password',
  what: 'a password inside a URL',
  start,
  end: start + value.length,
});

/** What a value that is used for real may be without being a secret. */
const isReferenceOrMask = (value: string): boolean => isReference(value) || /^\*+$/.test(value);

/** PEM by RFC 7468 and the armour of OpenPGP, on lines of their own or inside a string; without a body it is a mention. */
const privateKeys = (text: string, strictness: Strictness): readonly Leak[] => {
  if (!text.includes('PRIVATE KEY')) return [];
  return [...text.matchAll(strictness === 'deployed' ? pemHead : pemForm)].map(({ 0: whole, 1: body, index }) => ({
    code: 'secret/private-key',
    what: 'a private key',
    start: body === undefined ? index : index + whole.indexOf(body),
    end: index + whole.trimEnd().length,
  }));
};

const pemHead = /-----BEGIN ?(?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/g;
const pemForm = new RegExp(
  String.raw`${pemHead.source}(?:\s|\\[nr]){0,99}(?:[A-Za-z-]+: [^\n]*(?:\s|\\[nr]){0,99}){0,9}([A-Za-z\d+/=\s\\]{64,})`,
  'g',
);
