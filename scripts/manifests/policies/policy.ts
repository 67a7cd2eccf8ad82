import type { Document } from '../../core/charts.ts';
import type { Code } from '../../core/codes.ts';
import type { Level } from '../../core/finding.ts';
import type { Path } from '../pods.ts';

/** What breaks a policy: where in the document, in words, and what to write instead. */
export type Breach = {
  readonly document: Document;
  /** The field that breaks it; for an absent field the path where it would stand. */
  readonly path: Path;
  readonly message: string;
  readonly remedy: string;
  /** The part of the field's text that breaks it, where a template puts the text together. */
  readonly part?: string;
  /** Names of one map that break it, when there are several. */
  readonly names?: readonly string[];
  /** The kind of a document that is said to be missing. */
  readonly absent?: string;
};

/** The documents of one release, and what they refer to outside of it. */
export type Release = {
  readonly documents: readonly Document[];
  /** Repositories of the images that this project builds: they run as user 1001. */
  readonly ownImages: ReadonlySet<string>;
};

/** A rule about rendered documents, named as kube-linter, kube-score or the Pod Security Standards name it. */
export type Policy = {
  readonly code: Code;
  /** `error` unless said otherwise. */
  readonly level?: Level;
  readonly breaches: (release: Release) => readonly Breach[];
};
