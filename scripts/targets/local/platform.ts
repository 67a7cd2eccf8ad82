import { finding } from '../../core/finding.ts';
import { installRemedy } from '../../core/install.ts';
import type { Platform } from '../../core/target.ts';
import type { Shell } from '../../core/world.ts';
import { findPython, type Python } from './python.ts';

/** The machine as a platform, with what runs the two languages. */
export type LocalPlatform = Platform & { readonly python?: Python; readonly node?: string };

/** Asks for Node and Python; two short child processes. */
export const lookAtPlatform = async (sh: Shell): Promise<LocalPlatform> => {
  const [said, { python, findings }] = await Promise.all([sh.read`node --version`, findPython(sh)]);
  const node = said.code === 0 ? said.stdout.trim() : undefined;
  const noNode = finding('tool/missing', 'node is not on the PATH', {
    remedy: installRemedy('node'),
    final: true,
  });
  const facts = [
    `Node ${node ?? 'missing'}`,
    python ? `Python ${python.version} (${python.program})` : 'Python missing or incomplete',
  ];
  return {
    up: node !== undefined && python !== undefined,
    facts: facts.join(', '),
    findings: [...(node ? [] : [noNode]), ...findings],
    ...(python ? { python } : {}),
    ...(node ? { node } : {}),
  };
};
