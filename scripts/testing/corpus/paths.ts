/** Files of the project by short names, for edits and places. */
export const backend = {
  values: 'helm/backend/values.yaml',
  dev: 'helm/backend/values-dev.yaml',
  staging: 'helm/backend/values-staging.yaml',
  schema: 'helm/backend/values.schema.json',
  chart: 'helm/backend/Chart.yaml',
  readme: 'helm/backend/README.md',
  helpers: 'helm/backend/templates/_helpers.tpl',
  configMap: 'helm/backend/templates/configmap.yaml',
  deployment: 'helm/backend/templates/deployment.yaml',
  secret: 'helm/backend/templates/secret.yaml',
  service: 'helm/backend/templates/service.yaml',
  account: 'helm/backend/templates/serviceaccount.yaml',
  test: 'helm/backend/templates/tests/connection.yaml',
  dockerfile: 'backend/Dockerfile',
  ignore: 'backend/.dockerignore',
} as const;

export const frontend = {
  values: 'helm/frontend/values.yaml',
  dev: 'helm/frontend/values-dev.yaml',
  staging: 'helm/frontend/values-staging.yaml',
  schema: 'helm/frontend/values.schema.json',
  chart: 'helm/frontend/Chart.yaml',
  readme: 'helm/frontend/README.md',
  helpers: 'helm/frontend/templates/_helpers.tpl',
  configMap: 'helm/frontend/templates/configmap.yaml',
  deployment: 'helm/frontend/templates/deployment.yaml',
  service: 'helm/frontend/templates/service.yaml',
  dockerfile: 'frontend/Dockerfile',
  ignore: 'frontend/.dockerignore',
} as const;

export const database = {
  values: 'helm/database/values.yaml',
  chart: 'helm/database/Chart.yaml',
  secret: 'helm/database/templates/secret.yaml',
  service: 'helm/database/templates/service.yaml',
  statefulSet: 'helm/database/templates/statefulset.yaml',
} as const;
