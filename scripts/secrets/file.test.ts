import { describe, expect, it } from 'vitest';
import { contextOf } from '../images/context.ts';
import { secretFile } from './file.ts';

const secrets = [
  ...[
    '.env',
    'app/.env',
    '.env.local',
    'deep/in/.env.production',
    'key.pem',
    'tls/server.key',
    'a.p12',
    'a.pfx',
    'a.jks',
  ],
  ...['a.keystore', 'a.ppk', 'a.kdbx', 'id_rsa', 'home/id_ed25519', '.netrc', '.pypirc', '.pgpass', '.git-credentials'],
  ...['.htpasswd', 'credentials.json', 'gcp-credentials-dev.json', 'service-account.json', 'my-service_account-1.json'],
  ...['.aws/credentials', 'kubeconfig', 'dev.kubeconfig', '.kube/config', 'terraform.tfvars', 'a.auto.tfvars'],
  ...['prod.tfvars.json', 'terraform.tfstate', 'terraform.tfstate.backup', 'app/.npmrc', '.yarnrc.yml', '.dockercfg'],
  ...['.docker/config.json'],
];

describe('a file that is a secret by its name', () => {
  it.each(secrets)('is %s, and its pattern keeps it out of a build context', (path) => {
    const { what = '', pattern = '' } = secretFile(path) ?? {};
    expect(what).not.toBe('');
    expect(contextOf(pattern).holds(path)).toBe(false);
  });

  it.each([
    ...['.env.example', 'app/.env.sample', '.env.template', 'id_rsa.pub', 'environment.ts', 'env', 'keys.ts', 'monkey'],
    ...['config.json', 'package.json', 'README.md', '.npmignore', 'credentials.ts', 'app/config'],
  ])('is not %s', (path) => {
    expect(secretFile(path)).toBeUndefined();
  });

  it('is read first where settings without a secret are usual', () => {
    expect(secretFile('.npmrc')).toMatchObject({ ifItHolds: true });
    expect(secretFile('.env')).not.toHaveProperty('ifItHolds');
  });
});
