import { problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';
import type { Sources } from '../../images/image.ts';
import { digestOf, tagLength } from '../../images/tag.ts';
import { places } from './layout.ts';
import type { LocalPlatform } from './platform.ts';

/** Milliseconds that pip may take on a slow line. */
const deadline = 900_000;

/**
 * The virtual environment for an image's requirements, made when it is not there; returns its name in the cache.
 * It keeps its name from the start because its programs hold their own path; the file beside it says: complete.
 */
export const pythonBase = async (ground: Ground, { python }: LocalPlatform, sources: Sources): Promise<string> => {
  if (!python) throw problem('tool/missing', 'Python 3.11 or newer is needed', { final: true });
  const { files, sh, say } = ground;
  const requirements = `${sources.directory}/requirements.txt`;
  const key = digestOf([await files.read(requirements), python.version, python.executable].join('\n'));
  const name = `venv-${key.slice(0, tagLength)}`;
  const folder = `${places.cache}/${name}`;
  if (await files.exists(`${folder}.json`)) return name;
  try {
    await files.remove(folder);
    say.progress(`making a virtual environment with ${python.program} ${python.version}`);
    await sh.write`${python.program} -m venv ${files.absolute(folder)}`;
    const install = sh.with({ deadline, line: (line) => say.progress(line) });
    await install.write`${files.absolute(`${folder}/bin/python`)} -m pip install --no-input --disable-pip-version-check --only-binary=:all: -r ${files.absolute(requirements)}`;
    await files.write(`${folder}.json`, `${JSON.stringify({ python: python.version })}\n`);
    return name;
  } catch (thrown) {
    await files.remove(folder);
    throw thrown;
  }
};
