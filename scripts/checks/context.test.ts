import { describe, expect, it } from 'vitest';
import { fake } from '../testing/fake.ts';
import { memoryWorld } from '../testing/world.ts';
import { contextClean } from './context.ts';

const kept = ['**/.env', '**/.env.*', '**/*.pem', '.git', 'tests', '**/.venv', '**/__pycache__'].join('\n');
const project = {
  'backend/.dockerignore': `${kept}\n`,
  'backend/Dockerfile': 'FROM python:3.11\nWORKDIR /app\nCOPY requirements.txt ./\nCOPY app ./app\n',
  'backend/requirements.txt': 'x==1\n',
  'backend/app/main.py': 'app = 1\n',
};
const ask = (files: Readonly<Record<string, string>>) =>
  contextClean('backend', ['app/main.py'])(memoryWorld({ files: { ...project, ...files } }).world);
const ignoring = (text: string) => ({ 'backend/.dockerignore': `${text}\n` });
const copying = (line: string) => ({ 'backend/Dockerfile': `FROM python:3.11\nWORKDIR /app\n${line}\n` });

describe('a build context', () => {
  it('is clean when secrets, tests and dependencies stay out and the application goes in', async () => {
    expect(await ask({ 'backend/.env.example': 'A=\n', 'backend/.npmrc': 'save-exact=true\n' })).toEqual([]);
  });

  it.each([
    ['credentials/gcp-credentials.json', /\(credentials\)$/, '**/*credentials*.json'],
    ['app/id_ed25519', /\(a private key of SSH\)$/, '**/id_ed25519'],
    ['.pypirc', /\(a login of PyPI\)$/, '**/.pypirc'],
    ['infra/terraform.tfvars', /\(variables of Terraform\)$/, '**/*.tfvars'],
  ])('is not clean with %s in it', async (path, says, pattern) => {
    expect(await ask({ [`backend/${path}`]: 'x\n' })).toMatchObject([
      {
        code: 'secret/in-context',
        message: expect.stringMatching(says),
        remedy: `Add the line \`${pattern}\` to backend/.dockerignore.`,
      },
    ]);
  });

  it('is not clean with settings of npm that hold a token', async () => {
    expect(await ask({ 'backend/.npmrc': `//npm.example/:_authToken=${fake('npm_', 36)}\n` })).toMatchObject([
      { code: 'secret/in-context', message: expect.stringContaining('.npmrc') },
    ]);
    expect(await ask({ 'backend/.npmrc': '//npm.example/:_authToken=${NPM_TOKEN}\n' })).toEqual([]);
  });

  it('is not clean with what a line leaves out at the top only, and that line is told once', async () => {
    const found = await ask({ ...ignoring(kept.replace('**/.env\n', '.env\n')), 'backend/app/.env': 'A=b\n' });
    expect(found).toMatchObject([
      {
        code: 'secret/in-context',
        at: { file: 'backend/.dockerignore', line: 1, column: 1 },
        message: expect.stringContaining(
          'app/.env into the build context (settings with their secrets), for .env matches at the top only',
        ),
      },
    ]);
  });

  it('is not clean with what a later line brings back', async () => {
    expect(await ask({ ...ignoring(`${kept}\n!tls/dev.pem`), 'backend/tls/dev.pem': 'x\n' })).toMatchObject([
      {
        code: 'secret/in-context',
        at: { line: 8, column: 1 },
        message: expect.stringMatching(/for !tls\/dev\.pem brings it back$/),
        remedy: 'Remove the line `!tls/dev.pem` of backend/.dockerignore.',
      },
    ]);
  });

  it('has its odd lines told at their places, unless a comment gives a reason', async () => {
    expect(await ask(ignoring(`${kept}\n!README.md`))).toMatchObject([{ code: 'ignore/no-effect', at: { line: 8 } }]);
    const silenced = `${kept}\n# validate-ignore ignore/no-effect: a reader looks for it\n!README.md`;
    expect(await ask(ignoring(silenced))).toEqual([]);
    expect(await ask(ignoring(`${kept}\n# validate-ignore ignore/no-effect: x\n**/*.md`))).toMatchObject([
      { code: 'suppression/unused', at: { line: 8 } },
    ]);
  });
});

describe('what COPY names', () => {
  it('must not be left out by .dockerignore: the line that does is shown', async () => {
    expect(await ask(ignoring(`${kept}\nrequirements*`))).toMatchObject([
      {
        code: 'dockerfile/CopyIgnoredFile',
        at: { file: 'backend/Dockerfile', line: 3, column: 6, endColumn: 22 },
        related: [{ at: { file: 'backend/.dockerignore', line: 8 } }],
        remedy: 'Remove `requirements*` from backend/.dockerignore, or add `!requirements.txt` below it.',
      },
    ]);
    const folder = { ...ignoring(`${kept}\ndata/**`), ...copying('COPY app data ./'), 'backend/data/a': 'x' };
    expect(await ask(folder)).toMatchObject([{ code: 'dockerfile/CopyIgnoredFile', at: { line: 3, column: 10 } }]);
  });

  it('must exist', async () => {
    expect(await ask(copying('COPY requirement.txt app ./'))).toMatchObject([
      {
        code: 'dockerfile/copy-absent',
        at: { file: 'backend/Dockerfile', line: 3, column: 6, endColumn: 21 },
        remedy: 'Write requirements.txt if you meant that.',
      },
    ]);
    expect(await ask(copying('ARG DIR=src\nCOPY ["./${DIR}/", "./"]'))).toMatchObject([
      { code: 'dockerfile/copy-absent', message: expect.stringContaining('COPY names src, and backend has no such') },
    ]);
  });

  it.each([
    'COPY . .',
    'COPY ./ /app/',
    'COPY app/ ./app/',
    'COPY requirements*.txt *.lock ./',
    'COPY --from=python:3.11 /etc/x ./',
    'COPY <<EOF /etc/x\nabsent.txt\nEOF',
    'ADD https://x.example/a.txt ./',
    'ARG WHERE\nCOPY $WHERE ./',
  ])('may be %j', async (line) => {
    expect(await ask(copying(line))).toEqual([]);
  });

  it('may be absent for a reason', async () => {
    expect(await ask(copying('# validate-ignore dockerfile/copy-absent: CI makes it\nCOPY dist ./'))).toEqual([]);
  });
});
