import type { Json } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { at } from '../core/json.ts';
import type { ReleaseName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { quantityOf } from '../manifests/quantity.ts';
import type { Inside } from './inside.ts';
import { credentialsIn } from './logs.ts';
import { insideOf, secretsOf } from './settings.ts';
import { releasesOf } from './wanted.ts';

/** What the kernel lets each process do is what the charts ask for, and no log holds a secret. */
export const runsRestricted: Check = async (world) => {
  const each = await Promise.all(releasesOf(world).map((name) => excessOf(world, name)));
  const lines = await world.target.logs();
  if (lines.length === 0) return [...each.flat(), finding('pod/log-unread', 'No line of a log could be read')];
  const told = credentialsIn(lines, Object.values(await secretsOf(world)));
  return [
    ...each.flat(),
    ...(told.length > 0
      ? [
          finding('secret/in-log', `${told.length} log lines carry a secret`, {
            evidence: [{ source: 'lines', text: told.slice(0, 20).join('\n') }],
          }),
        ]
      : []),
  ];
};

const excessOf = async (world: World, name: ReleaseName): Promise<readonly Finding[]> => {
  const inside = await insideOf(world, name);
  if ('trouble' in inside) return [inside.trouble];
  const { values } = world.charts.values(name, world.config.env);
  const limits = at(values, 'resources', 'limits');
  const excess = rights(inside);
  const wide = limited(inside, at(limits, 'memory'), at(limits, 'cpu'));
  return [
    ...(excess.length > 0
      ? [finding('pod/rights', `The process of ${name} ${excess.join(', ')}`, { evidence: [evidenceOf(name, inside)] })]
      : []),
    ...(wide.length > 0
      ? [
          finding('pod/unlimited', `The container of ${name} ${wide.join(', ')}`, {
            evidence: [evidenceOf(name, inside)],
          }),
        ]
      : []),
  ];
};

/** What a process may do beyond what it needs, in words. */
const rights = ({ status, root }: Inside): readonly string[] => {
  const is = (key: string, wanted: RegExp): boolean => wanted.test(status.get(key) ?? '');
  return [
    ...(is('Uid', /^[1-9]\d*(?: [1-9]\d*)*$/) ? [] : ['is root']),
    ...(is('CapEff', /^0+$/) && is('CapBnd', /^0+$/) ? [] : ['has capabilities']),
    ...(is('NoNewPrivs', /^1$/) ? [] : ['may gain privileges']),
    ...(is('Seccomp', /^2$/) ? [] : ['may make every system call']),
    ...(root.includes('ro') ? [] : ['may write into its root file system']),
  ];
};

const limited = (
  { memory, cpu }: Inside,
  wantedMemory: Json | undefined,
  wantedCpu: Json | undefined,
): readonly string[] => [
  ...(memory === quantityOf(String(wantedMemory)) ? [] : [`has not the limit of memory ${wantedMemory}`]),
  ...(cpu && cpu.quota / cpu.period === quantityOf(String(wantedCpu)) ? [] : [`has not the limit of cpu ${wantedCpu}`]),
];

const evidenceOf = (name: ReleaseName, { status, root, memory, cpu }: Inside): { source: string; text: string } => ({
  source: `first process of ${name}`,
  text: [
    ...[...status].map(([key, value]) => `${key}: ${value}`),
    `root file system: ${root.filter((option) => !option.includes('=')).join(',')}`,
    `memory: ${memory ?? 'no limit'}`,
    `cpu: ${cpu ? `${cpu.quota} of ${cpu.period}` : 'no limit'}`,
  ].join('\n'),
});
