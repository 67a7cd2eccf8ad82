import type { BrokenInput } from './broken.ts';
import { artifactInputs } from './inputs/artifacts.ts';
import { chartInputs } from './inputs/charts.ts';
import { dockerfileInputs } from './inputs/dockerfiles.ts';
import { ignoreInputs } from './inputs/ignores.ts';
import { manifestInputs } from './inputs/manifests.ts';
import { overlayInputs } from './inputs/overlays.ts';
import { pageInputs } from './inputs/pages.ts';
import { policyInputs } from './inputs/policies.ts';
import { schemaInputs } from './inputs/schema.ts';
import { secretInputs } from './inputs/secrets.ts';
import { setInputs } from './inputs/set.ts';
import { templateInputs } from './inputs/templates.ts';
import { valuesInputs } from './inputs/values.ts';
import { yamlInputs } from './inputs/yaml.ts';

/** Every broken input, by its class. */
export const corpus: Readonly<Record<string, readonly BrokenInput[]>> = {
  yaml: yamlInputs,
  values: valuesInputs,
  overlays: overlayInputs,
  '--set': setInputs,
  schemas: schemaInputs,
  charts: chartInputs,
  templates: templateInputs,
  manifests: manifestInputs,
  policies: policyInputs,
  artifacts: artifactInputs,
  Dockerfiles: dockerfileInputs,
  'ignore files': ignoreInputs,
  secrets: secretInputs,
  pages: pageInputs,
};
