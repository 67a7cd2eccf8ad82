import { describe, expect, it } from 'vitest';
import { backendSecret, releaseOfObject, workloadOf } from '../core/action.ts';
import { chartNames } from '../core/charts.ts';
import { at, map } from '../core/json.ts';
import { projectChart } from '../testing/chart.ts';
import { projectTexts } from '../testing/project.ts';
import { readYaml } from '../values/yaml.ts';
import { canonical } from './canonical.ts';
import { actionSchema } from './schema.ts';
import { isSettable, settableText } from './settable.ts';

describe('what is known of the charts', () => {
  it.each(chartNames)('agrees with %s: its workload, and the values that may be set', (release) => {
    const { kind, name } = workloadOf(release);
    const templates = Object.entries(projectTexts(`helm/${release}/templates`));
    const workload = templates.filter(([, text]) => /^kind: (?:Deployment|StatefulSet|DaemonSet)$/m.test(text));
    expect(workload).toHaveLength(1);
    expect(workload[0]?.[1]).toMatch(new RegExp(`^kind: ${kind}\\nmetadata:\\n {2}name: ${name}\\n`, 'm'));
    expect(releaseOfObject({ kind, name })).toBe(release);

    const { value } = readYaml('values.yaml', projectChart(release).files.get('values.yaml') ?? '');
    for (const path of settableText(release).split(', ')) {
      const steps = path.split('.');
      const all = steps.includes('*')
        ? Object.keys(map(at(value, 'probes'))).map((probe) => steps.map((step) => (step === '*' ? probe : step)))
        : [steps];
      expect(all.length).toBeGreaterThan(0);
      for (const one of all) {
        expect(at(value, ...one), one.join('.')).toBeDefined();
        expect(isSettable(release, one)).toBe(true);
      }
    }
  });

  it('agrees with .env.example: each secret is set there, but for the one that deploy makes', () => {
    const example = projectTexts('.env.example')['.env.example'] ?? '';
    const text = JSON.stringify(actionSchema);
    const keys = /"key":\{"enum":(\[[^\]]*\])/.exec(text)?.[1] ?? '[]';
    const names: readonly string[] = JSON.parse(keys);
    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual(['AUTH_SECRET']);
  });

  it('agrees with the chart of the backend: its Secret has the name and the keys that repairs name', () => {
    const chart = projectTexts('helm/backend');
    const { value } = readYaml('values.yaml', chart['helm/backend/values.yaml'] ?? '');
    expect(Object.values(backendSecret.keys).toSorted()).toEqual(Object.keys(map(at(value, 'secrets'))).toSorted());
    expect(chart['helm/backend/templates/_helpers.tpl']).toMatch(
      new RegExp(`define "backend.secretName"[^}]*}}\\s*${backendSecret.name}\\b`),
    );
  });

  it('covers every secret of the charts: it is set in .env, or made by deploy', () => {
    for (const release of chartNames) {
      const { value } = readYaml('values.yaml', projectChart(release).files.get('values.yaml') ?? '');
      for (const key of Object.keys(map(at(value, 'secrets')))) {
        const meant = canonical({ action: 'SetHelmValue', release, path: ['secrets', key], value: 'canary-value' });
        expect(JSON.stringify(meant)).toMatch(/"SetSecretKey"|is made by deploy itself/);
        expect(JSON.stringify(meant)).not.toContain('canary-value');
      }
    }
  });
});
