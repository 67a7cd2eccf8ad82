import { aiCodes } from './codes/ai.ts';
import { artifactCodes } from './codes/artifact.ts';
import { chartCodes } from './codes/chart.ts';
import { cleanupCodes } from './codes/cleanup.ts';
import { dockerfileCodes } from './codes/dockerfile.ts';
import { imageCodes } from './codes/image.ts';
import { machineCodes } from './codes/machine.ts';
import { monitoringCodes } from './codes/monitoring.ts';
import { opinionCodes } from './codes/opinions.ts';
import { planCodes } from './codes/plan.ts';
import { plannerCodes } from './codes/planner.ts';
import { podCodes } from './codes/pod.ts';
import { policyCodes } from './codes/policy.ts';
import { releaseCodes } from './codes/release.ts';
import { runCodes } from './codes/run.ts';
import { schemaCodes } from './codes/schema.ts';
import { secretCodes } from './codes/secret.ts';
import { serviceCodes } from './codes/service.ts';
import { suppressionCodes } from './codes/suppression.ts';
import { targetCodes } from './codes/target.ts';
import { valuesCodes } from './codes/values.ts';

/** The permanent names of everything that can be found, with the remedy used where the occasion gives no better one. */
export const codes = {
  ...runCodes,
  ...planCodes,
  ...machineCodes,
  ...targetCodes,
  ...valuesCodes,
  ...schemaCodes,
  ...chartCodes,
  ...policyCodes,
  ...artifactCodes,
  ...dockerfileCodes,
  ...secretCodes,
  ...suppressionCodes,
  ...imageCodes,
  ...releaseCodes,
  ...podCodes,
  ...serviceCodes,
  ...monitoringCodes,
  ...cleanupCodes,
  ...aiCodes,
  ...plannerCodes,
  ...opinionCodes,
};

/** A permanent name of the catalogue, `area/name`. */
export type Code = keyof typeof codes;

/** The exit code of each area (design: by the area of the first failed task's finding). */
const exits: Readonly<Record<string, number>> = {
  usage: 2,
  runbook: 10,
  tool: 20,
  env: 20,
  cluster: 30,
  target: 30,
  values: 40,
  schema: 40,
  chart: 40,
  manifest: 40,
  policy: 40,
  artifact: 40,
  dockerfile: 40,
  ignore: 40,
  secret: 40,
  suppression: 40,
  monitoring: 40,
  source: 10,
  docs: 10,
  image: 50,
  release: 60,
  pod: 60,
  service: 70,
  provider: 70,
  cleanup: 80,
  ai: 85,
  crash: 90,
  interrupted: 130,
};

/** The part of a code before the slash: what it is about. */
export const areaOf = (code: Code): string => code.slice(0, code.indexOf('/'));

/** The process exit code for a code of the catalogue. */
export const exitCodeOf = (code: Code): number => exits[areaOf(code)] ?? 90;
