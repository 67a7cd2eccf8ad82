import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { realKubectl } from '../testing/helm.ts';
import { accountKubeconfig, rightsFindings, rightsOf, rightsWords } from './account.ts';
import { verbs } from './policy.ts';

let kubectl = '';
beforeAll(async () => {
  kubectl = await realKubectl();
});

const run = (words: readonly string[]): Promise<string> =>
  new Promise((done) => execFile(kubectl, words, (_, stdout, stderr) => done(stdout || stderr)));

describe('the flags that are passed on', () => {
  test.each(Object.entries(verbs))(
    'of %s are known to kubectl, and take a value just where we say',
    async (verb, { flags }) => {
      const help = await run([...(verb === 'top' ? ['top', 'pod'] : verb.split(' ')), '--help']);
      const theirs = new Map(
        [...help.matchAll(/^ +(?:(-\w), )?(--[\w-]+)=(.*):$/gm)].flatMap(([, short, long = '', initial = '']) => {
          const takes = /^(?:true|false)$/.test(initial) ? 'switch' : 'value';
          return [[long, takes], ...(short ? [[short, takes]] : [])] as [string, string][];
        }),
      );
      expect(theirs.size).toBeGreaterThan(0);
      const ours = Object.entries(flags).map(([flag, kind]) => [flag, kind === 'switch' ? 'switch' : 'value']);
      expect(ours).toEqual(ours.map(([flag = '']) => [flag, theirs.get(flag)]));
    },
  );
});

describe('the rights that kubectl lists', () => {
  /** An API server that knows one thing: what an account may do. */
  const listed = async (rules: readonly object[]): Promise<string> => {
    const server = createServer((request, response) => {
      const isReview = request.url?.startsWith('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews');
      response.writeHead(isReview ? 201 : 404, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectRulesReview',
          status: {
            resourceRules: rules,
            nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/version'] }],
            incomplete: false,
          },
        }),
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const folder = mkdtempSync(join(tmpdir(), 'rights-'));
    onTestFinished(() => {
      server.close();
      rmSync(folder, { recursive: true });
    });
    const own = {
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }],
      contexts: [{ name: 'c', context: { cluster: 'c' } }],
      'current-context': 'c',
    };
    writeFileSync(join(folder, 'kubeconfig'), accountKubeconfig(JSON.stringify(own), 'token', 'todo') ?? '');
    return run(['--kubeconfig', join(folder, 'kubeconfig'), '--cache-dir', folder, ...rightsWords('todo')]);
  };
  const read = { verbs: ['get', 'list', 'watch'], apiGroups: ['apps'], resources: ['deployments', 'replicasets'] };
  const review = { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectrulesreviews'] };

  test('are read from its table', async () => {
    const text = await listed([read, review]);
    expect(rightsOf(text)?.map(({ resources, verbs: may }) => [resources, may.join(' ')])).toEqual(
      expect.arrayContaining([
        ['deployments.apps', 'get list watch'],
        ['selfsubjectrulesreviews.authorization.k8s.io', 'create'],
        ['', 'get'],
      ]),
    );
    expect(rightsFindings(text)).toEqual([]);
  });

  test.each([
    [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }],
    [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['backend'] }],
    [{ verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments/scale'] }],
    [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    [{ verbs: ['get'], apiGroups: [''], resources: ['*'] }],
    [{ verbs: ['get'], apiGroups: [''], resources: ['pods/exec'] }],
  ])('are too wide with %j', async (rule) => {
    expect(rightsFindings(await listed([read, rule]))).toMatchObject([{ code: 'ai/account-wide' }]);
  });
});
