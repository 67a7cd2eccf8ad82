import { problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';
import type { Sources } from '../../images/image.ts';
import { digestOf, tagLength } from '../../images/tag.ts';
import { telling } from '../progress.ts';
import { type Base, buildDeadline } from './base.ts';
import { readPip } from './install-progress.ts';
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
  const text = await files.read(requirements);
  const key = digestOf([text, python.version, python.executable].join('\n'));
  const name = `venv-${key.slice(0, tagLength)}`;
  const folder = `${places.cache}/${name}`;
  if (await files.exists(`${folder}.json`)) return { name, outputs: [] };
  try {
    await files.remove(folder);
    say.progress(`${sources.directory}: making a virtual environment with ${python.program} ${python.version}`);
    await sh.write`${python.program} -m venv ${files.absolute(folder)}`;
    const packages = text?.match(/^[A-Za-z0-9]/gm)?.length ?? 0;
    const install = sh.with({ deadline: buildDeadline, line: telling(say, sources.directory, readPip(packages)) });
    await install.write`${files.absolute(`${folder}/bin/python`)} -m pip install --no-input --progress-bar off --disable-pip-version-check --only-binary=:all: -r ${files.absolute(requirements)}`;
    await files.write(`${folder}.json`, `${JSON.stringify({ python: python.version })}\n`);
    return { name, outputs: [] };
  } catch (thrown) {
    await files.remove(folder);
    throw thrown;
  }
};
