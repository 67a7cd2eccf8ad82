import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document, Json } from '../core/charts.ts';
import { at } from '../core/json.ts';
import type { Resource } from '../targets/kubernetes/cluster.ts';
import { drift } from '../targets/kubernetes/differences.ts';
import { openRealGround, type RealGround } from '../testing/ground.ts';
import { realHelm } from '../testing/helm.ts';
import type { Breaking } from './scenario.ts';
import { scenarios } from './scenarios.ts';

type Step = string | number;

/** The fields that a strategic merge patch sets; an item of a list is the one with its name. */
const fieldsOf = (change: Json, path: readonly Step[] = []): readonly (readonly Step[])[] => {
  if (typeof change !== 'object' || change === null) return [path];
  if (Array.isArray(change))
    return change.flatMap((one: Json) => fieldsOf(one, [...path, String(at(one, 'name') ?? '')]));
  return Object.entries(change)
    .filter(([key]) => key !== 'name' || path.at(-2) !== 'containers')
    .flatMap(([key, one]) => fieldsOf(one, [...path, key]));
};

/** The value at a path of a document, where an item of a list may be named. */
const valueAt = (document: Json | undefined, path: readonly Step[]): Json | undefined =>
  path.reduce<Json | undefined>((value, step) => {
    if (!Array.isArray(value)) return at(value, String(step));
    return value.find((one: Json) => at(one, 'name') === step) ?? value[Number(step)];
  }, document);

/** Puts another value at a path. */
const breakAt = (document: Json, path: readonly Step[]): void => {
  const holder = valueAt(document, path.slice(0, -1)) as Record<string, Json>;
  holder[String(path.at(-1))] = 'broken';
};

/** What a patch of kubectl is about, and the fields that it changes. */
const patchOf = ({ words }: Breaking) => {
  const [verb, object = ''] = words;
  if (verb !== 'patch') return undefined;
  const [kind, name] = object.split('/');
  const change = JSON.parse(words.at(-1) ?? '') as Json;
  const fields = words.includes('json')
    ? (change as readonly { readonly path: string }[]).map(({ path }) => path.slice(1).split('/'))
    : fieldsOf(change);
  return { kind, name, fields };
};

describe('what a scenario patches', () => {
  let real: RealGround;
  let documents: readonly Document[];

  beforeAll(async () => {
    const helm = await realHelm();
    const env = { ...process.env, PATH: `${join(helm, '..')}:${process.env.PATH ?? ''}` };
    real = await openRealGround({ root: join(import.meta.dirname, '..', '..'), env });
    const own = {
      config: { DATABASE_URL: 'postgresql://todo@database-service:5432/todo' },
      secrets: { AUTH_SECRET: 'of-a-test-of-the-scenarios-32-signs' },
    };
    const rendered = await real.ground.charts.render('backend', 'dev', own);
    expect(rendered.findings).toEqual([]);
    ({ documents } = rendered);
  });
  afterAll(() => real.close());

  it.each(scenarios.filter(({ breaks }) => breaks.some((one) => patchOf(one))))(
    '$name are fields that the chart renders, so that a deploy sees each of them and sets it back',
    ({ breaks }) => {
      for (const { kind, name, fields } of breaks.flatMap((one) => patchOf(one) ?? [])) {
        const document = documents.find((one) => one.kind.toLowerCase() === kind && one.name === name);
        expect(fields.length).toBeGreaterThan(0);
        for (const field of fields) {
          expect(valueAt(document?.body, field), `${name} ${field.join('.')}`).toBeDefined();
          // Secrets are not read to compare; what lacks a key of one is made anew, for the fingerprint is another.
          if (kind === 'secret' || !document) continue;
          const live = structuredClone(document.body);
          breakAt(live, field);
          expect(drift([document.body], [live as Resource]), `${name} ${field.join('.')}`).not.toEqual([]);
        }
      }
    },
  );
});
