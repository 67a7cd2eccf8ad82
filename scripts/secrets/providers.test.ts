import { lintSource } from '@secretlint/core';
import { creator, rules } from '@secretlint/secretlint-rule-preset-recommend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fake } from '../testing/fake.ts';
import { findSecrets } from './find.ts';
import { notAsked, providers } from './providers.ts';

const prefix = '@secretlint/secretlint-rule-';

/** What secretlint finds with its whole preset, by rule; the text is that of a file of this ending. */
const bySecretlint = async (text: string, ending = '.txt') => {
  const { messages } = await lintSource({
    source: { filePath: `file${ending}`, content: text, contentType: 'text', ext: ending },
    options: { config: { rules: [{ id: `${prefix}preset-recommend`, rule: creator }] }, noPhysicFilePath: true },
  });
  return messages.map(({ ruleId, range }) => ({ rule: ruleId.slice(prefix.length), start: range[0] }));
};

/** The forms of each rule, as patterns that texts are made from. */
const forms: Readonly<Record<string, readonly RegExp[]>> = {
  aws: [
    /^(AWS|aws)_?(SECRET|secret)_?(ACCESS|access)_?(KEY|key) ?(:|=>|=) ?[A-Za-z0-9/+]{39}a$/,
    /^"Aws_?Secret_?Access_?Key": "[A-Za-z0-9/+]{39}a"$/,
  ],
  npm: [/^npm_[A-Za-z0-9_]{36}$/],
  slack: [
    /^(xoxb|xoxp|xapp|xoxa|xoxo|xoxr)-(\d-)?([a-zA-Z0-9]{1,12}-){1,3}[a-zA-Z0-9]{1,24}$/,
    /^https:\/\/hooks\.slack\.com\/services\/T[a-zA-Z0-9]{8}\/B[a-zA-Z0-9]{8}\/[a-zA-Z0-9]{24}$/,
  ],
  sendgrid: [/^SG\.\w{22}\.\w{43}$/, /^SG\.\w{1,4}\.\w{1,4}-\w{1,4}$/],
  shopify: [/^(shppa|shpca|shpat|shpss)_[a-zA-Z0-9]{32,64}$/],
  stripe: [/^(sk_live|sk_test|rk_live|rk_test)_[a-zA-Z0-9]{24,99}$/],
  github: [
    /^(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9_]{36}$/,
    /^github_pat_[A-Za-z0-9_]{82}$/,
    /^ghs_[0-9]{12}_[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{40}\.[A-Za-z0-9_-]{40}$/,
  ],
  gitlab: [/^glpat-[A-Za-z0-9_]{20,64}$/],
  grafana: [/^glc_[A-Za-z0-9+/]{32,100}$/, /^glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}$/],
  openai: [
    /^sk-(proj|svcacct|admin)-[A-Za-z0-9_-]{74}T3BlbkFJ[A-Za-z0-9_]{74}$/,
    /^sk-(proj|svcacct|admin)-[A-Za-z0-9_-]{58}T3BlbkFJ[A-Za-z0-9_]{58}$/,
    /^sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20}$/,
  ],
  anthropic: [/^sk-ant-api0\d-[A-Za-z0-9_-]{90,128}AA$/],
  groq: [/^gsk_[a-zA-Z0-9]{52}$/],
  huggingface: [/^hf_[a-zA-Z]{34}$/],
  linear: [/^lin_api_[a-zA-Z0-9_]{32,128}$/],
  notion: [/^ntn_[0-9]{11}[A-Za-z0-9]{35}$/],
  'hashicorp-vault': [/^(hvs|hvr)\.[A-Za-z0-9_]{90,120}$/, /^hvb\.[A-Za-z0-9_]{138,300}$/],
  vercel: [/^(vcp|vci|vca|vcr|vck)_[A-Za-z0-9]{20,60}$/],
  databricks: [/^dapi[A-Fa-f0-9]{32}(-[0-9])?$/],
  docker: [/^dckr_pat_[a-zA-Z0-9_]{27}$/],
  figma: [/^figd_[A-Za-z0-9_]{40,200}$/],
  cloudflare: [/^(cfk|cfut|cfat)_[A-Za-z0-9]{40}[0-9a-f]{8}$/],
  tailscale: [/^tskey-(auth|client|api)-[0-9A-Za-z_]{8,40}-[0-9A-Za-z_]{16,60}$/],
  basicauth: [/^https?:\/\/[a-z]{5}[0-9]{2}:[A-Z]{2}[a-z]{3}[0-9]{4}@[a-z]{5}\.com$/],
  'database-connection-string': [
    /^(postgres|postgresql|mysql|mongodb|mongodb\+srv):\/\/[a-z]{4,8}:[A-Z][a-z]{3}[0-9]{4}[A-Z]{2}@db\.[a-z]{5}\/x$/,
  ],
};

/** What no pattern makes: text that must decode. */
const made: Readonly<Record<string, readonly (readonly [text: string, ending: string])[]>> = {
  '1password': [[`ops_${Buffer.from(JSON.stringify({ secretKey: fake('', 90) })).toString('base64')}`, '.txt']],
  privatekey: [
    [pem('RSA '), '.pem'],
    [pem(''), '.txt'],
    [pem('EC ').replaceAll('\n', '\\n'), '.ts'],
  ],
  gcp: [[JSON.stringify({ type: 'x', private_key_id: fake('', 20), private_key: pem('') }, null, 2), '.json']],
};

function pem(kind: string): string {
  const body = fake('MII', 240).replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN ${kind}PRIVATE KEY-----\n${body}\n-----END ${kind}PRIVATE KEY-----`;
}

describe("secretlint's preset", () => {
  it('has the rules that are asked and those that are not, and every one has a form here', () => {
    const names = rules.map(({ meta }) => meta.id.slice(prefix.length)).toSorted();
    expect(names).toEqual([...Object.keys(providers), ...notAsked].toSorted());
    const shown = [...Object.keys(forms), ...Object.keys(made), 'filter-comments'];
    expect(shown.toSorted()).toEqual(names);
  });

  it.each(Object.entries(forms))('finds nothing of %s that is lost here', async (rule, patterns) => {
    let found = 0;
    for (const pattern of patterns)
      await fc.assert(
        fc.asyncProperty(fc.stringMatching(pattern), fc.constantFrom('', 'key: ', '\n'), async (token, before) => {
          const text = `${before}${token}\n`;
          const theirs = (await bySecretlint(text)).filter((one) => one.rule === rule);
          const ours = await findSecrets('file.txt', text);
          found += theirs.length;
          if (theirs.length > 0) expect(ours.map(({ code }) => code)).not.toEqual([]);
        }),
        { numRuns: 25 },
      );
    expect(found, 'secretlint finds most of what is made').toBeGreaterThan(10 * patterns.length);
  });

  it.each(Object.entries(made))('finds no text of %s that is lost here', async (rule, texts) => {
    for (const [text, ending] of texts) {
      expect(await bySecretlint(text, ending)).toContainEqual(expect.objectContaining({ rule }));
      expect(await findSecrets(`file${ending}`, text)).toHaveLength(1);
    }
  });

  it('names what it finds at the place of the token', async () => {
    const text = `a: 1\nb: ${fake('ghp_', 36)} # x\n`;
    expect(await findSecrets('x.yaml', text)).toMatchObject([
      {
        code: 'secret/token',
        message: 'x.yaml holds a GitHub token',
        at: { line: 2, column: 4, endLine: 2, endColumn: 44 },
      },
    ]);
  });

  it('cannot be told to look away', async () => {
    expect(await findSecrets('x.yaml', `# secretlint-disable\na: ${fake('ghp_', 36)}\n`)).toHaveLength(1);
  });
});
