import type { World } from '../core/world.ts';

/** The flags that lead another run to the same place as this one. */
export const placeOf = ({ config, target }: World): readonly string[] => [
  ...['--target', target.name],
  ...(config.context ? ['--context', config.context] : []),
  ...(config.registry ? ['--registry', config.registry] : []),
  ...['--namespace', config.namespace],
];

/** Milliseconds until a second run must have said something. */
const patience = 60_000;

/**
 * What a second run says that is begun in the namespace of a copy while this one holds it; it is ended as soon as it has
 * said it, and changes nothing.
 */
export const rivalSays = async (copy: World): Promise<string> => {
  const words = ['npx', 'tsx', 'scripts/deploy.ts', ...placeOf(copy), '--only', 'T052', '--no-color'];
  const said: string[] = [];
  let heard = (): void => {};
  const waiting = new Promise<void>((done) => {
    heard = done;
  });
  const line = (text: string): void => {
    said.push(text);
    if (text.includes('Waiting for ')) heard();
  };
  const rival = copy.sh.with({ changes: true, line, env: { MINIKUBE_PROFILE: copy.config.minikubeProfile } });
  const stream = rival.stream`${words}`;
  await Promise.race([waiting, stream.ended, copy.clock.sleep(patience)]);
  const end = await stream.stop('SIGINT');
  return [...said, end.stderr].join('\n');
};
