import type { CodeEntry } from './entry.ts';

/**
 * Dockerfiles and .dockerignore. Rules have the id under which people find them: hadolint's (DL…), otherwise the name of
 * BuildKit's check. Where both know one, the title names the other.
 */
export const dockerfileCodes = {
  'dockerfile/unlike': {
    title: 'A Dockerfile is not what the request fixed',
    means: 'The Dockerfile does not do something that the plan relies on, for example to run as a numeric user.',
    remedy: 'Correct the Dockerfile at the place shown.',
  },
  'dockerfile/DL1000': {
    title: 'An instruction cannot be read',
    remedy: 'Write the instruction as the reference of Dockerfiles has it.',
  },
  'dockerfile/DL3000': {
    title: 'WORKDIR is relative (WorkdirRelativePath)',
    remedy: 'Write the whole path, beginning with a slash.',
  },
  'dockerfile/DL3002': { title: 'The image runs as root', remedy: 'End with a line such as `USER 1001:1001`.' },
  'dockerfile/DL3006': { title: 'A base image has no tag', remedy: 'Write its version: `FROM NAME:VERSION`.' },
  'dockerfile/DL3007': {
    title: 'A base image is the latest one, whichever that is',
    remedy: 'Write a version instead of `latest`.',
  },
  'dockerfile/DL3011': { title: 'EXPOSE names no port', remedy: 'Write a number from 1 to 65535.' },
  'dockerfile/DL3012': {
    title: 'A stage has several HEALTHCHECKs (MultipleInstructionsDisallowed)',
    remedy: 'Keep the last one: the others have no effect.',
  },
  'dockerfile/DL3020': {
    title: 'ADD copies local files',
    remedy: 'Write COPY: ADD is for archives to unpack and for addresses.',
  },
  'dockerfile/DL3021': {
    title: 'Several files are copied to what is no directory',
    remedy: 'End the destination with a slash.',
  },
  'dockerfile/DL3022': {
    title: '--from names no earlier stage',
    remedy: 'Name a stage that stands above, or an image with its tag.',
  },
  'dockerfile/DL3023': { title: '--from names its own stage', remedy: 'Name an earlier stage, or leave --from out.' },
  'dockerfile/DL3025': {
    title: 'A shell stands between the signals and the program (JSONArgsRecommended)',
    remedy: 'Write a JSON list: `CMD ["program", "argument"]`.',
  },
  'dockerfile/DL3029': {
    title: 'FROM is bound to one platform (FromPlatformFlagConstDisallowed)',
    remedy: 'Leave --platform out, or write --platform=$BUILDPLATFORM.',
  },
  'dockerfile/DL3042': { title: 'pip leaves its cache in the layer', remedy: 'Write `pip install --no-cache-dir`.' },
  'dockerfile/DL3043': {
    title: 'ONBUILD triggers what it may not',
    remedy: 'Remove it: ONBUILD takes neither ONBUILD, FROM nor MAINTAINER.',
  },
  'dockerfile/DL3044': {
    title: 'ENV uses a variable that the same line sets',
    remedy: 'Set the variable with an ENV line of its own above.',
  },
  'dockerfile/DL3045': {
    title: 'COPY goes to a relative path without WORKDIR',
    remedy: 'Set WORKDIR above, or write the whole path.',
  },
  'dockerfile/DL3057': { title: 'The image has no HEALTHCHECK', remedy: 'Add one, or write `HEALTHCHECK NONE`.' },
  'dockerfile/DL3061': { title: 'A Dockerfile does not begin with FROM', remedy: 'Begin with `FROM NAME:VERSION`.' },
  'dockerfile/DL3063': {
    title: 'A stage has a reserved name (ReservedStageName)',
    remedy: 'Give the stage another name than scratch and context.',
  },
  'dockerfile/DL3064': {
    title: 'A secret is an ARG or ENV and stays in the image (SecretsUsedInArgOrEnv)',
    remedy: 'Give it to the RUN that needs it: `RUN --mount=type=secret,id=NAME`.',
  },
  'dockerfile/DL3065': {
    title: 'FROM names the platform that it has anyway (RedundantTargetPlatform)',
    remedy: 'Leave --platform out.',
  },
  'dockerfile/DL3066': {
    title: 'The user of the image is a name',
    remedy: 'Write its number: runAsNonRoot refuses a name.',
  },
  'dockerfile/DL4000': {
    title: 'MAINTAINER is out of use (MaintainerDeprecated)',
    remedy: 'Write `LABEL org.opencontainers.image.authors="NAME"`.',
  },
  'dockerfile/DL4003': {
    title: 'A stage has several CMDs (MultipleInstructionsDisallowed)',
    remedy: 'Keep the last one: the others have no effect.',
  },
  'dockerfile/DL4004': {
    title: 'A stage has several ENTRYPOINTs (MultipleInstructionsDisallowed)',
    remedy: 'Keep the last one: the others have no effect.',
  },
  'dockerfile/DL4006': {
    title: 'A failure before a pipe goes unseen',
    remedy: 'Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` above.',
  },
  'dockerfile/ConsistentInstructionCasing': {
    title: 'An instruction is written in another case than the others',
    remedy: 'Write all instructions in capitals.',
  },
  'dockerfile/CopyIgnoredFile': {
    title: 'COPY names what .dockerignore leaves out',
    remedy: 'Take the line out of .dockerignore, or add one with ! below it.',
  },
  'dockerfile/copy-absent': { title: 'COPY names what does not exist', remedy: 'Correct the path.' },
  'dockerfile/DuplicateStageName': {
    title: 'Two stages have one name (DL3024)',
    remedy: 'Give one of them another name.',
  },
  'dockerfile/ExposeInvalidFormat': {
    title: 'EXPOSE names an address or a port of the host',
    remedy: 'Write the port of the container alone.',
  },
  'dockerfile/ExposeProtoCasing': {
    title: 'EXPOSE writes its protocol in capitals',
    remedy: 'Write tcp, udp or sctp in small letters.',
  },
  'dockerfile/FromAsCasing': {
    title: 'AS is written in another case than FROM',
    remedy: 'Write both in capitals.',
  },
  'dockerfile/InvalidDefaultArgInFrom': {
    title: 'FROM needs a build argument to be an image',
    remedy: 'Give the ARG a default: `ARG NAME=VALUE`.',
  },
  'dockerfile/LegacyKeyValueFormat': {
    title: 'ENV or LABEL has a space where = belongs',
    remedy: 'Write NAME=VALUE, the value in quotes when it has spaces.',
  },
  'dockerfile/NoEmptyContinuation': {
    title: 'An empty line follows one that goes on',
    remedy: 'Remove the empty line: Docker will refuse it.',
  },
  'dockerfile/StageNameCasing': {
    title: 'A stage has capitals in its name',
    remedy: 'Write the name in small letters, wherever it is used.',
  },
  'dockerfile/UndefinedArgInFrom': {
    title: 'FROM uses a variable that is not declared',
    remedy: 'Declare it above with ARG.',
  },
  'dockerfile/UndefinedVar': {
    title: 'A variable is not declared where it is used',
    remedy: 'Declare it above with ARG or ENV, in the same stage.',
  },
  'ignore/malformed': {
    title: 'A line of .dockerignore cannot be read',
    remedy: 'Correct the pattern: Docker refuses to build with it.',
  },
  'ignore/root-only': {
    title: 'A pattern of .dockerignore matches at the top only',
    remedy: 'Begin it with **/, for .dockerignore is not read as .gitignore is.',
  },
  'ignore/re-included': {
    title: 'A later line of .dockerignore brings back what this one leaves out',
    remedy: 'Remove one of the two lines.',
  },
  'ignore/no-effect': {
    title: 'A line of .dockerignore with ! brings nothing back',
    remedy: 'Remove it, or put it below the line that leaves the files out.',
  },
} as const satisfies Record<string, CodeEntry>;
