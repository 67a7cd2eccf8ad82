import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import { projectTexts } from '../testing/project.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { fingerprintOf, releasesOf, wantedOf } from './wanted.ts';

const files = projectTexts('helm', 'backend/Dockerfile', 'backend/requirements.txt', 'frontend/Dockerfile');
const authSecret = secret('a'.repeat(64));
const recall = async () => ({ authSecret, databasePassword: secret('of-the-database') });
const rendered = { backend: [], frontend: [], database: [] };
const open = ({ target, ...given }: Given = {}) =>
  memoryWorld({ files, rendered, target: { recall, ...target }, ...given });
const fingerprint = (given: Given = {}) => fingerprintOf(open(given).world, 'backend');
const secretsOf = async (given: Given, release: 'backend' | 'database' = 'backend') =>
  (await wantedOf(open(given).world, release)).overlay.secrets;
const configOf = async (given: Given) => (await wantedOf(open(given).world, 'backend')).overlay.config;
const given = {
  config: { databaseUrl: 'postgresql://me@db.example:5432/todo', databasePassword: secret('of-the-user') },
};
const local = { target: { kind: 'local', name: 'local', recall } } as const;

describe('the releases of a run', () => {
  it('bring a database of their own on Kubernetes while no DATABASE_URL is given, and only then', () => {
    expect(releasesOf(open().world)).toEqual(['database', 'backend', 'frontend']);
    expect(releasesOf(open(given).world)).toEqual(['backend', 'frontend']);
    expect(releasesOf(open(local).world)).toEqual(['backend', 'frontend']);
  });
});

describe('the values that deploy adds', () => {
  it('lead the backend to the development database, its password beside the address', async () => {
    expect(await configOf({})).toMatchObject({ DATABASE_URL: 'postgresql://todo@database-service:5432/todo' });
    expect(await secretsOf({})).toEqual({ AUTH_SECRET: authSecret.reveal(), PGPASSWORD: 'of-the-database' });
    expect(await secretsOf({}, 'database')).toEqual({ POSTGRES_PASSWORD: 'of-the-database' });
  });

  it('lead it to the database that is given instead', async () => {
    expect(await configOf(given)).toMatchObject({ DATABASE_URL: given.config.databaseUrl });
    expect(await secretsOf(given)).toMatchObject({ PGPASSWORD: 'of-the-user' });
  });

  it('leave the address of the database to the local target', async () => {
    expect(await configOf(local)).not.toHaveProperty('DATABASE_URL');
    expect(await secretsOf(local)).toEqual({ AUTH_SECRET: authSecret.reveal() });
  });

  it('carry a provider key only when there is one', async () => {
    expect(await secretsOf({})).not.toHaveProperty('OPENAI_API_KEY');
    expect(await secretsOf({ config: { openaiApiKey: secret('the-key') } })).toMatchObject({
      OPENAI_API_KEY: 'the-key',
    });
  });

  it('lead the frontend to the Service of the backend, as its own values have it', async () => {
    const urlOf = async (sets: readonly string[]) =>
      (await wantedOf(open({ config: { sets } }).world, 'frontend')).overlay.config;
    expect(await urlOf([])).toMatchObject({ NEXT_PUBLIC_API_URL: 'http://backend-service:8000' });
    expect(await urlOf(['backend.service.port=9000'])).toMatchObject({
      NEXT_PUBLIC_API_URL: 'http://backend-service:9000',
    });
  });

  it('name the image by its content tag, below the registry that is given', async () => {
    const { image, overlay } = await wantedOf(open({ config: { registry: 'registry.example/me' } }).world, 'backend');
    expect(image).toMatchObject({ name: 'backend', tag: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(overlay.image).toMatchObject({ repository: 'registry.example/me/backend', tag: image?.tag });
  });

  it('give way to --set', async () => {
    const { overlay } = await wantedOf(open({ config: { sets: ['backend.image.tag=mine'] } }).world, 'backend');
    expect(overlay.image).toMatchObject({ tag: 'mine' });
  });
});

describe('a secret that deploy makes', () => {
  const nothing = { target: { recall: async () => ({}) } };
  const authSecretOf = ({ secrets }: { readonly secrets?: unknown }) =>
    (secrets as { AUTH_SECRET: string }).AUTH_SECRET;

  it('has 256 bits, is the same as long as the run lasts, and differs in another', async () => {
    const { world } = open(nothing);
    const [first, again] = [(await wantedOf(world, 'backend')).overlay, (await wantedOf(world, 'backend')).overlay];
    expect(authSecretOf(first)).toMatch(/^[0-9a-f]{64}$/);
    expect(authSecretOf(again)).toBe(authSecretOf(first));
    expect(authSecretOf((await wantedOf(open(nothing).world, 'backend')).overlay)).not.toBe(authSecretOf(first));
  });

  it('is hidden before it is used', async () => {
    const memory = open(nothing);
    const { overlay } = await wantedOf(memory.world, 'backend');
    expect(memory.hidden.map((one) => one.reveal())).toContain(authSecretOf(overlay));
  });

  it('is read back from where it lives, should it be there by now', async () => {
    let made = {};
    const { world, hidden } = open({ target: { recall: async () => made } });
    await wantedOf(world, 'backend');
    made = { authSecret };
    expect(authSecretOf((await wantedOf(world, 'backend')).overlay)).toBe(authSecret.reveal());
    expect(hidden).toContain(authSecret);
  });
});

describe('a fingerprint', () => {
  it('is one for equal content, in every run and in either way to it', async () => {
    const first = await fingerprint();
    expect(first).toMatch(/^todo-chatbot\/1 [0-9a-f]{32}$/);
    expect(await fingerprint()).toBe(first);
    expect((await wantedOf(open().world, 'backend')).fingerprint).toBe(first);
  });

  it('does not depend on the order of keys', async () => {
    const values = {
      'first.yaml': 'backend: {podLabels: {a: x, b: x}}\n',
      'second.yaml': 'backend: {podLabels: {b: x, a: x}}\n',
    };
    const under = (path: string) => fingerprint({ files: { ...files, ...values }, config: { values: [path] } });
    expect(await under('first.yaml')).toBe(await under('second.yaml'));
    expect(await under('first.yaml')).not.toBe(await fingerprint());
  });

  it.each<readonly [string, Given]>([
    ['a secret', { config: { openaiApiKey: secret('the-key') } }],
    [
      'the password of the database',
      { target: { recall: async () => ({ authSecret, databasePassword: secret('other') }) } },
    ],
    ['a value', { config: { sets: ['backend.replicaCount=2'] } }],
    ['the environment', { config: { env: 'staging' } }],
    ['a template', { files: { ...files, 'helm/backend/templates/NOTES.txt': 'other' } }],
    ['what goes into the image', { files: { ...files, 'backend/requirements.txt': 'other' } }],
    ['how the image is built', { files: { ...files, 'backend/Dockerfile': `${files['backend/Dockerfile']}\n` } }],
  ])('changes with %s', async (_, changed) => {
    expect(await fingerprint(changed)).not.toBe(await fingerprint());
  });

  it('does not change with what belongs to another chart', async () => {
    expect(await fingerprint({ files: { ...files, 'helm/frontend/values.yaml': 'replicaCount: 3' } })).toBe(
      await fingerprint(),
    );
  });
});

describe('a chart that does not render', () => {
  it('is a Problem with what helm said', async () => {
    const failed = finding('chart/render', 'helm/backend: no');
    const charts = { render: async () => ({ documents: [], findings: [failed] }) };
    await expect(wantedOf(open({ charts }).world, 'backend')).rejects.toMatchObject({ finding: failed });
  });
});
