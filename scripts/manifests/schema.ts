import type { Document } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';

/** The part of an ajv error that the precompiled validators give. */
type Complaint = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
};
type Validator = { (body: unknown): boolean; errors?: readonly Complaint[] | null };

/** API groups whose schema names do not follow from the apiVersion alone. */
const groups: Readonly<Record<string, string>> = {
  '': 'Core',
  'rbac.authorization.k8s.io': 'Rbac',
};

/**
 * Validates a rendered document offline against the schema of its kind (npm kubernetes-models: the published OpenAPI).
 * A kind without a schema is an error: it was not checked.
 */
export const validateDocument = async (document: Document): Promise<readonly Finding[]> => {
  const at = { file: document.source, line: 1, column: 1 };
  const validate = await validatorOf(document);
  const subject = `${document.kind} ${document.name}`;
  if (!validate)
    return [
      finding(
        'manifest/invalid',
        `${subject}: no schema is known for ${document.apiVersion} ${document.kind}, so it was not checked`,
        {
          at,
          remedy: 'Correct apiVersion and kind, or use a kind of the Kubernetes API.',
        },
      ),
    ];
  if (validate(document.body)) return [];
  return (validate.errors ?? []).map((complaint) =>
    finding('manifest/invalid', `${subject}: ${sentence(complaint)}`, {
      at,
      remedy: `Correct ${complaint.instancePath.replaceAll('/', '.').slice(1) || 'the document'} in ${document.source}.`,
    }),
  );
};

const validatorOf = async (document: Document): Promise<Validator | undefined> => {
  try {
    const loaded: { validate: Validator } = await import(`kubernetes-models/_schemas/${schemaName(document)}`);
    return loaded.validate;
  } catch {
    return undefined;
  }
};

/** `apps/v1` Deployment is `IoK8sApiAppsV1Deployment`. */
const schemaName = ({ apiVersion, kind }: Document): string => {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  return `IoK8sApi${groups[group] ?? capital(group.split('.')[0] ?? '')}${capital(version)}${kind}`;
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const sentence = ({ instancePath, keyword, params }: Complaint): string => {
  const path = instancePath.replaceAll('/', '.').slice(1) || 'the document';
  if (keyword === 'required') return `${path} lacks "${params.missingProperty}"`;
  if (keyword === 'type') return `${path} must be ${String(params.type)}`;
  if (keyword === 'enum') return `${path} must be one of ${JSON.stringify(params.allowedValues)}`;
  return `${path} breaks the rule "${keyword}" ${JSON.stringify(params)}`;
};
