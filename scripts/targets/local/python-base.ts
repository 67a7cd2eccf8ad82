import { problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';
import type { Sources } from '../../images/image.ts';
import { digestOf, tagLength } from '../../images/tag.ts';
import { type Base, buildDeadline, tell } from './base.ts';
import { places } from './layout.ts';
import type { LocalPlatform } from './platform.ts';

/**
 * The virtual environment for an image's requirements, made when it is not there; named by them and by Python.
 * It keeps its name from the start because its programs hold their own path; the file beside it says: complete.
 */
export const pythonBase = async (ground: Ground, { python }: LocalPlatform, sources: Sources): Promise<Base> => {
  if (!python) throw problem('tool/missing', 'Python 3.11 or newer is needed', { final: true });
  const { files, sh, say } = ground;
  const requirements = `${sources.directory}/requirements.txt`;
  const key = digestOf([await files.read(requirements), python.version, python.executable].join('\n'));
  const name = `venv-${key.slice(0, tagLength)}`;
  const folder = `${places.cache}/${name}`;
  if (await files.exists(`${folder}.json`)) return { name, outputs: [] };
  try {
    await files.remove(folder);
    say.progress(`making a virtual environment with ${python.program} ${python.version}`);
    await sh.write`${python.program} -m venv ${files.absolute(folder)}`;
    const install = sh.with({ deadline: buildDeadline, line: tell(say) });
    await install.write`${files.absolute(`${folder}/bin/python`)} -m pip install --no-input --progress-bar off --disable-pip-version-check --only-binary=:all: -r ${files.absolute(requirements)}`;
    await files.write(`${folder}.json`, `${JSON.stringify({ python: python.version })}\n`);
    return { name, outputs: [] };
  } catch (thrown) {
    await files.remove(folder);
    throw thrown;
  }
};
