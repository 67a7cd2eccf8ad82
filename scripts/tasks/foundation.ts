import { all } from '../checks/all.ts';
import { chartDescribed } from '../checks/chart.ts';
import { contextClean } from '../checks/context.ts';
import { overlaysListed, pageSays } from '../checks/docs.ts';
import { textPresent } from '../checks/files.ts';
import { projectHoldsNoSecret } from '../checks/secrets.ts';
import type { Tasks } from '../core/task.ts';

/** Phase 2: what everything else stands on. */
export const foundation: Tasks = {
  T009: {
    static: true,
    needs: ['T002'],
    check: all(
      textPresent('backend/app', '.py', [
        { what: 'route /health', pattern: /\.get\(\s*["']\/health["']/ },
        { what: 'route /ready', pattern: /\.get\(\s*["']\/ready["']/ },
      ]),
      textPresent('frontend/app/api/health', 'route.ts', [
        { what: 'route /api/health', pattern: /export (const|(async )?function) GET\b/ },
      ]),
    ),
  },
  T010: {
    static: true,
    check: pageSays('docs/concepts.md', [
      { what: 'what Minikube is', pattern: /^##+ .*Minikube/im },
      { what: 'what an image is', pattern: /^##+ .*image/im },
      { what: 'what a chart is', pattern: /^##+ .*chart/im },
      { what: 'what a probe is', pattern: /^##+ .*probe/im },
      { what: 'what a ConfigMap is', pattern: /^##+ .*ConfigMap/im },
      { what: 'what a Secret is', pattern: /^##+ .*Secret/im },
      { what: 'where to read on (a link)', pattern: /\]\(https:\/\// },
    ]),
  },
  T011: {
    static: true,
    check: pageSays('docs/images.md', [
      { what: 'why the builds are multi-stage', pattern: /multi-stage/i },
      { what: 'what is cached', pattern: /\bcache/i },
      { what: 'how images are tagged', pattern: /content tag/i },
      { what: 'how an image reaches the node', pattern: /\bnode\b/i },
    ]),
  },
  T012: {
    static: true,
    check: all(
      pageSays('docs/values.md', [
        {
          what: 'the layers in their order',
          pattern: /values\.yaml[\s\S]*values-[A-Za-z<{]+[\s\S]*--values[\s\S]*deploy[\s\S]*--set/,
        },
      ]),
      overlaysListed('docs/values.md'),
    ),
  },
  T013: {
    static: true,
    check: pageSays('docs/database.md', [
      { what: 'that Neon or any PostgreSQL serves', pattern: /Neon[\s\S]*PostgreSQL|PostgreSQL[\s\S]*Neon/ },
      { what: 'the pooled and the direct URL', pattern: /pooled[\s\S]*direct|direct[\s\S]*pooled/i },
      { what: 'how TLS is asked for', pattern: /sslmode=require/ },
      { what: 'what happens while the database is away', pattern: /\baway\b/i },
    ]),
  },
  T014: {
    static: true,
    check: all(
      pageSays('docs/openai-key.md', [
        { what: 'that the key is given in .env', pattern: /OPENAI_API_KEY[\s\S]*\.env|\.env[\s\S]*OPENAI_API_KEY/ },
        { what: 'that it becomes a Secret', pattern: /\bSecret\b/ },
        { what: 'how it reaches the pod', pattern: /\bpod\b/i },
        { what: 'how it is rotated', pattern: /\brotat/i },
      ]),
      projectHoldsNoSecret,
    ),
  },
  T015: {
    static: true,
    check: all(
      contextClean('backend', ['app/main.py', 'requirements.txt', 'alembic.ini']),
      contextClean('frontend', ['app/page.tsx', 'package.json', 'package-lock.json', 'next.config.ts']),
    ),
  },
  T016: { static: true, check: chartDescribed('backend') },
};
