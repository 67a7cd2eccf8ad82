import { describe, expect, test } from 'vitest';
import type { Json, JsonMap } from '../core/charts.ts';
import { kagentManifests, manifestFindings, modelSecret, ownKinds, ownWords, secretManifest } from './resources.ts';

const settings = { namespace: 'todo', model: 'large', baseUrl: 'https://models.example/v1' };
const [model = {}, agent = {}] = kagentManifests(settings);

/** A manifest with one field set, whether it was there or not. */
const withField = (manifest: JsonMap, path: readonly (string | number)[], value: Json): JsonMap => {
  const copy = structuredClone(manifest);
  const inner = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (one, key) => one[key] as Record<string | number, unknown>,
      copy as Record<string | number, unknown>,
    );
  inner[path.at(-1) ?? ''] = value;
  return copy;
};

const server = ['spec', 'declarative', 'tools', 0, 'mcpServer'];

describe('the manifests for kagent', () => {
  test('carry our labels, in the namespace of kagent', () => {
    expect(model).toMatchObject({
      apiVersion: 'kagent.dev/v1alpha2',
      kind: 'ModelConfig',
      spec: { model: 'large', openAI: { baseUrl: 'https://models.example/v1' }, apiKeySecret: modelSecret.name },
    });
    expect(agent).toMatchObject({ kind: 'Agent', spec: { declarative: { modelConfig: 'todo-model', stream: false } } });
    for (const one of [model, agent])
      expect(one.metadata).toMatchObject({
        namespace: 'kagent',
        labels: { 'app.kubernetes.io/part-of': 'todo-chatbot', 'app.kubernetes.io/instance': 'todo' },
      });
    expect(JSON.stringify(agent)).toContain('namespace todo');
  });

  test('are found and removed by their labels: what serves another namespace stays', () => {
    expect(ownKinds.map((kinds) => ownWords('delete', kinds, 'todo').join(' '))).toEqual(
      ['agents.kagent.dev,modelconfigs.kagent.dev', 'secrets'].map(
        (kinds) =>
          `delete ${kinds} -n kagent -l app.kubernetes.io/part-of=todo-chatbot,app.kubernetes.io/component=opinions,app.kubernetes.io/instance=todo --ignore-not-found`,
      ),
    );
  });

  test('leave the address to kagent, which is that of OpenAI, where none is set', () => {
    const [plain] = kagentManifests({ namespace: 'todo', model: 'small' });
    expect(plain?.spec).not.toHaveProperty('openAI');
  });

  test('hold no key: that is in a Secret with the same labels', () => {
    const { metadata, stringData } = secretManifest('todo', 'the-key');
    expect(stringData).toEqual({ OPENAI_API_KEY: 'the-key' });
    expect(metadata).toMatchObject({ name: modelSecret.name, labels: { 'app.kubernetes.io/instance': 'todo' } });
    expect(JSON.stringify([model, agent])).not.toContain('the-key');
  });

  test.each([['go'], ['python']])('pass the schema, with the runtime %s', (runtime) => {
    expect(manifestFindings(model)).toEqual([]);
    expect(manifestFindings(withField(agent, ['spec', 'declarative', 'runtime'], runtime))).toEqual([]);
  });

  test.each<[readonly (string | number)[], Json, string]>([
    [['spec', 'declarative', 'executeCodeBlocks'], true, '"executeCodeBlocks"'],
    [['spec', 'skills'], {}, '"skills"'],
    [[...server, 'allowedHeaders'], ['Authorization'], '"allowedHeaders"'],
    [['metadata', 'annotations'], {}, '"annotations"'],
    [['metadata', 'labels', 'app.kubernetes.io/part-of'], 'other', 'part-of'],
    [['metadata', 'name'], 'k8s-agent', 'name must be equal'],
    [['apiVersion'], 'kagent.dev/v1alpha1', 'apiVersion must be equal'],
    [['spec', 'type'], 'BYO', 'type must be equal'],
    [[...server, 'name'], 'another-server', 'name must be equal'],
    [[...server, 'toolNames'], [], 'toolNames must NOT have fewer'],
    [['spec', 'declarative', 'stream'], true, 'stream must be equal'],
    [['kind'], 'RemoteMCPServer', 'The kind RemoteMCPServer'],
    [['kind'], 'constructor', 'The kind constructor'],
  ])('are refused with %j = %j', (path, value, message) => {
    expect(manifestFindings(withField(agent, path, value))).toMatchObject([
      { code: 'ai/kagent-manifest', level: 'error', message: expect.stringContaining(message) },
    ]);
  });

  test.each(['k8s_delete_resource', 'k8s_apply_manifest', 'k8s_execute_command', 'helm_upgrade', '*'])(
    'are refused with the tool %s',
    (tool) => {
      const names = ['k8s_get_events', tool];
      expect(manifestFindings(withField(agent, [...server, 'toolNames'], names))).toMatchObject([
        { code: 'ai/kagent-tool', message: expect.stringContaining(`toolNames.1 is "${tool}"`) },
      ]);
    },
  );

  test.each(['http://localhost:11434/v1', 'http://127.0.0.1:8080/v1', 'http://[::1]/v1'])(
    'of a model at %s, which no pod reaches, are refused',
    (baseUrl) => {
      expect(manifestFindings(withField(model, ['spec', 'openAI', 'baseUrl'], baseUrl))).toMatchObject([
        { code: 'ai/kagent-manifest', message: expect.stringContaining('no pod reaches') },
      ]);
    },
  );

  test.each<[readonly string[], Json]>([
    [['spec', 'apiKey'], 'value'],
    [['spec', 'provider'], 'Anthropic'],
    [['spec', 'openAI', 'baseUrl'], 'https://user@models.example/v1'],
    [['spec', 'model'], ''],
  ])('of the model are refused with %j', (path, value) => {
    expect(manifestFindings(withField(model, path, value))).toMatchObject([{ code: 'ai/kagent-manifest' }]);
  });
});
