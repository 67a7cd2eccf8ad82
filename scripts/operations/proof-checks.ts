import { digestInside } from '../checks/inside.ts';
import { shown } from '../checks/service.ts';
import { type Finding, finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { Answer } from '../core/world.ts';
import type { Deploying } from './deploying.ts';
import { overlay, type Proof, type ProvedPod, proofOf, readinessIn, type Stage } from './proof.ts';
import { patience } from './readiness.ts';

const asking =
  (judge: (proof: Proof) => readonly Finding[]) =>
  (deploying: Deploying): Check =>
  async (world) =>
    judge(await proofOf(world, deploying));

/** While its database is away the backend answers /ready with 503 within seconds, and recovers when it is back. Only a copy in a cluster can be asked. */
export const readinessFollowsDatabase =
  (deploying: Deploying): Check =>
  async (world) => {
    if (world.target.kind !== 'kubernetes') return [];
    const { away, back } = await readinessIn(world, deploying);
    return [
      ...unless(away, 503, `Within ${patience.away / 1000} s of losing its database`),
      ...unless(back, 200, `Within ${patience.back / 1000} s of its database being back`),
    ];
  };

/** What cleanup takes back leaves nothing with our label but what holds the data of the database. */
export const cleanupLeavesNothing = asking(({ leavings }) => {
  if ('trouble' in leavings) return [leavings.trouble];
  const { names } = leavings;
  return names.length === 0
    ? []
    : [
        finding('cleanup/left-over', `${names.length} objects with our label are left of the copy after cleanup`, {
          evidence: [{ source: 'kubectl get', text: names.join('\n') }],
        }),
      ];
});

/** One image of the backend ran as it was configured for development, and as it was for staging. */
export const twoConfigurations = asking(({ first, staging }) => {
  const ids = new Set([...backends(first), ...backends(staging)].map(({ imageId }) => imageId));
  return [
    ...(ids.size === 1 && !ids.has('')
      ? []
      : [
          finding('release/rebuilt', 'The two configurations of the backend run from different images', {
            evidence: [{ source: 'images', text: [...ids].join('\n') }],
          }),
        ]),
    ...shows(first, 'development', { environment: 'dev', log_level: 'debug' }),
    ...shows(staging, 'staging', { environment: 'staging', log_level: 'info' }),
  ];
});

/** No text that anybody may read holds a key that was given. */
export const keysUntold = asking(({ first, staging, rotated, keys }) => {
  const texts = [first, staging, rotated].flatMap((stage) => stage.texts);
  if (!texts.some((text) => text.trim() !== ''))
    return [finding('pod/log-unread', 'Nothing of the copy could be read')];
  if (!staging.notice || !rotated.notice)
    return [
      finding(
        'service/bad-answer',
        'With a key that no provider knows, the assistant does not say that it was asked in vain',
      ),
    ];
  return keys.flatMap((key) => {
    const told = texts.filter((text) => spellingsOf(key).some((one) => text.includes(one)));
    return told.length === 0
      ? []
      : [
          finding('secret/told', `A key stands in ${told.length} of ${texts.length} texts that others may read`, {
            evidence: told.slice(0, 3).map((text) => ({ source: 'around the key', text: around(text, key) })),
          }),
        ];
  });
});

/** The next deploy brought a new key into new pods, and built nothing. */
export const keyRotated = asking(({ staging, rotated, keys: [old, fresh] }) => {
  const before = new Set(backends(staging).map(({ name }) => name));
  const same = backends(rotated).filter(({ name }) => before.has(name));
  return [
    ...given(staging, 'The first key', old),
    ...given(rotated, 'The new key', fresh),
    ...same.map(({ name }) => finding('pod/environment', `${name} was there before the key was changed, and still is`)),
    ...unbuilt(rotated),
  ];
});

/** Pods run the image under the name that was chosen. */
export const tagHonoured = asking(({ rotated, tag }) => {
  const all = rotated.pods.filter(({ release }) => release === 'frontend');
  const other = all.filter(({ image }) => !image.endsWith(`frontend:${tag}`));
  if (all.length > 0 && other.length === 0) return [];
  return [finding('pod/other-image', `frontend.image.tag=${tag} was set, and its pods run ${namesOf(other, 'image')}`)];
});

/** Two replicas of each application are ready, and both of the backend answer. */
export const replicasServe = asking(({ staging }) => {
  const short = (['backend', 'frontend'] as const).flatMap((release) => {
    const ready = staging.pods.filter((pod) => pod.release === release && pod.ready).length;
    return ready >= 2 ? [] : [finding('pod/not-ready', `${ready} of 2 replicas of ${release} are ready`)];
  });
  const idle = backends(staging).filter(({ name }) => !staging.served.has(name));
  return [
    ...short,
    ...idle.map(({ name }) =>
      finding('pod/idle', `${name} is ready, and none of 24 requests to backend-service came to it`),
    ),
  ];
});

/** What the backend writes follows LOG_LEVEL, and nothing is built for it. */
export const levelFollowed = asking(({ first, staging }) => {
  const [loud, quiet] = [debugLines(first), debugLines(staging)];
  return [
    ...(loud > 0 ? [] : [finding('pod/log-level', 'With LOG_LEVEL debug the backend writes no line of that level')]),
    ...(quiet === 0
      ? []
      : [finding('pod/log-level', `With LOG_LEVEL info the backend writes ${quiet} lines of level debug`)]),
    ...unbuilt(staging),
  ];
});

/** Requests and limits are those of an overlay; what it leaves out is the chart's. */
export const overlayFollowed = asking(({ first, staging }) => {
  const usual = backends(first)[0]?.resources;
  return backends(staging).flatMap(({ name, resources, inside }) => {
    const wanted = {
      requests: { ...usual?.requests, cpu: overlay.cpu },
      limits: { ...usual?.limits, memory: overlay.memory },
    };
    const [is, be] = [sortedText({ requests: resources?.requests, limits: resources?.limits }), sortedText(wanted)];
    const obeyed = inside?.memory === Number.parseInt(overlay.memory, 10) * 2 ** 20;
    return is === be && obeyed
      ? []
      : [
          finding('pod/resources', `${name} has other requests and limits than the overlay asks for`, {
            evidence: [
              { source: 'wanted', text: be },
              { source: 'spec of the pod, and bytes that its kernel allows', text: `${is}\n${inside?.memory}` },
            ],
          }),
        ];
  });
});

/** The backend says in which environment it runs. */
export const environmentShown = asking(({ first, staging }) => [
  ...shows(first, 'development', { environment: 'dev' }),
  ...shows(staging, 'staging', { environment: 'staging' }),
]);

const unless = (answer: Answer, status: number, when: string): readonly Finding[] =>
  answer.status === status
    ? []
    : [
        finding('service/bad-answer', `${when} /ready answers ${answer.status || 'nothing'}, not ${status}`, {
          evidence: [shown('/ready', answer)],
        }),
      ];

const backends = ({ pods }: Stage): readonly ProvedPod[] => pods.filter(({ release }) => release === 'backend');

const namesOf = (pods: readonly ProvedPod[], key: 'image' | 'name'): string =>
  pods.map((pod) => pod[key]).join(', ') || 'nothing';

/** What was expected of the line that each pod of the backend writes when it has started. */
const shows = (stage: Stage, what: string, wanted: Readonly<Record<string, string>>): readonly Finding[] => {
  const all = backends(stage);
  if (all.length === 0) return [finding('pod/absent', `The copy for ${what} has no pod of the backend`)];
  return all.flatMap(({ name }) => {
    const line = jsonLines(stage, name).findLast(({ event }) => event === 'started');
    const wrong = Object.entries(wanted).filter(([key, value]) => line?.[key] !== value);
    return wrong.length === 0
      ? []
      : [
          finding('pod/environment', `${name} was configured for ${what}, and does not say so when it starts`, {
            evidence: [
              { source: `log of ${name}`, text: line ? JSON.stringify(line) : 'no line says that it started' },
            ],
          }),
        ];
  });
};

const jsonLines = ({ lines }: Stage, pod: string): readonly Readonly<Record<string, unknown>>[] =>
  lines.flatMap(({ source, text }) => (source === pod && text.startsWith('{') ? parsed(text) : []));

const parsed = (text: string): readonly Readonly<Record<string, unknown>>[] => {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
};

const debugLines = (stage: Stage): number =>
  backends(stage)
    .flatMap(({ name }) => jsonLines(stage, name))
    .filter(({ level }) => level === 'debug').length;

/** Each pod of the backend has a key in its environment. */
const given = (stage: Stage, what: string, key: string): readonly Finding[] => {
  const all = backends(stage);
  if (all.length === 0) return [finding('pod/absent', 'The copy has no pod of the backend')];
  return all
    .filter(({ inside }) => inside?.env.get('OPENAI_API_KEY') !== digestInside(key))
    .map(({ name }) => finding('pod/environment', `${what} was deployed, and ${name} does not have it`));
};

/** The tasks that build images found nothing to do. */
const unbuilt = ({ outcomes }: Stage): readonly Finding[] => {
  const built = outcomes.filter(({ task, state }) => ['T021', 'T030'].includes(task) && state !== 'held');
  return built.length === 0
    ? []
    : [
        finding(
          'release/rebuilt',
          `Only settings were changed, and ${built.map(({ task }) => task).join(', ')} built an image`,
        ),
      ];
};

/** A key as it stands, as a Secret and a URL have it, and its beginning, which providers repeat. */
const spellingsOf = (key: string): readonly string[] => [
  key.slice(0, 20),
  Buffer.from(key).toString('base64').slice(0, -4),
  key.slice(-16),
];

const around = (text: string, key: string): string => {
  const at = Math.max(...spellingsOf(key).map((one) => text.indexOf(one)));
  return `${text.slice(Math.max(0, at - 100), at)}***`;
};

const sortedText = (value: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>): string =>
  Object.entries(value)
    .map(
      ([key, amounts]) =>
        `${key}: ${Object.entries(amounts ?? {})
          .map((one) => one.join(' '))
          .toSorted()
          .join(', ')}`,
    )
    .join('\n');
