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
    means:
      'Docker reads the whole file before it builds, so one such line stops everything. Mostly a keyword is misspelt, or a backslash is missing at the end of the line above.',
    remedy: 'Write the instruction as the reference of Dockerfiles has it.',
  },
  'dockerfile/DL3000': {
    title: 'WORKDIR is relative (WorkdirRelativePath)',
    means:
      'A relative WORKDIR counts from the one above it, or from that of the base image. A change above, or another base, moves every path below it without a sign.',
    remedy: 'Write the whole path, beginning with a slash.',
  },
  'dockerfile/DL3002': {
    title: 'The image runs as root',
    means:
      'Root in a container is root to the kernel of the node, so a hole in the application weighs more. A pod with runAsNonRoot does not start such an image: it waits in CreateContainerConfigError.',
    remedy: 'End with a line such as `USER 1001:1001`.',
  },
  'dockerfile/DL3006': {
    title: 'A base image has no tag',
    means:
      'Without a tag Docker takes latest, and that is another image whenever its owner publishes one. The build of today cannot be repeated tomorrow, and changes come in unasked.',
    remedy: 'Write its version: `FROM NAME:VERSION`.',
  },
  'dockerfile/DL3007': {
    title: 'A base image is the latest one, whichever that is',
    means:
      'latest is a name that its owner moves. Two builds of one source may differ, and the Dockerfile does not say what is in the image.',
    remedy: 'Write a version instead of `latest`.',
  },
  'dockerfile/DL3011': {
    title: 'EXPOSE names no port',
    means:
      'EXPOSE says on which port the program listens, for people and for tools that publish ports. Ports are numbers from 1 to 65535, and nothing can be reached at another one.',
    remedy: 'Write a number from 1 to 65535.',
  },
  'dockerfile/DL3012': {
    title: 'A stage has several HEALTHCHECKs (MultipleInstructionsDisallowed)',
    means:
      'Docker keeps the last HEALTHCHECK of a stage and drops the others. They look as if the image were asked in more than one way.',
    remedy: 'Keep the last one: the others have no effect.',
  },
  'dockerfile/DL3020': {
    title: 'ADD copies local files',
    means:
      'ADD does more than copy: it unpacks what is an archive and fetches what is an address. COPY brings a file as it is, and nobody has to think about the difference.',
    remedy: 'Write COPY: ADD is for archives to unpack and for addresses.',
  },
  'dockerfile/DL3021': {
    title: 'Several files are copied to what is no directory',
    means:
      'With several sources Docker needs a folder to copy to, and knows it by the slash at its end. Without the slash the build stops.',
    remedy: 'End the destination with a slash.',
  },
  'dockerfile/DL3022': {
    title: '--from names no earlier stage',
    means:
      'Docker takes a name that is no stage for an image and tries to pull it. Mostly the build fails for an image that does not exist; at worst somebody has published one of that name.',
    remedy: 'Name a stage that stands above, or an image with its tag.',
  },
  'dockerfile/DL3023': {
    title: '--from names its own stage',
    means: 'A stage cannot copy from itself: what it would read is only being made. The build stops.',
    remedy: 'Name an earlier stage, or leave --from out.',
  },
  'dockerfile/DL3025': {
    title: 'A shell stands between the signals and the program (JSONArgsRecommended)',
    means:
      'In shell form /bin/sh is the first process, and the signal by which Kubernetes stops a pod may end with it and never reach the program. That is killed when the grace period is over, with requests unanswered.',
    remedy: 'Write a JSON list: `CMD ["program", "argument"]`.',
  },
  'dockerfile/DL3029': {
    title: 'FROM is bound to one platform (FromPlatformFlagConstDisallowed)',
    means:
      'A platform written into FROM holds on every machine: on another kind of processor the stage is emulated, many times slower, or does not run. The platform is chosen when building, with --platform.',
    remedy: 'Leave --platform out, or write --platform=$BUILDPLATFORM.',
  },
  'dockerfile/DL3042': {
    title: 'pip leaves its cache in the layer',
    means:
      'pip keeps what it has downloaded for the next installation, and in a layer there is none. Every node pulls and stores those megabytes for nothing.',
    remedy: 'Write `pip install --no-cache-dir`.',
  },
  'dockerfile/DL3043': {
    title: 'ONBUILD triggers what it may not',
    means: 'ONBUILD keeps an instruction for those who build on this image. With these three Docker stops the build.',
    remedy: 'Remove it: ONBUILD takes neither ONBUILD, FROM nor MAINTAINER.',
  },
  'dockerfile/DL3044': {
    title: 'ENV uses a variable that the same line sets',
    means:
      'Docker replaces the variables of an ENV line before it sets any of them. So the variable has its old value there, mostly none, and nothing says so.',
    remedy: 'Set the variable with an ENV line of its own above.',
  },
  'dockerfile/DL3045': {
    title: 'COPY goes to a relative path without WORKDIR',
    means:
      'Without WORKDIR files go to the working directory of the base image, often the root folder. They lie where nobody looks for them, and move with another base.',
    remedy: 'Set WORKDIR above, or write the whole path.',
  },
  'dockerfile/DL3057': {
    title: 'The image has no HEALTHCHECK',
    means:
      'docker run and Compose know by HEALTHCHECK alone whether the program still answers. Kubernetes ignores it and asks its own probes, so it matters to whoever runs the image without a cluster.',
    remedy: 'Add one, or write `HEALTHCHECK NONE`.',
  },
  'dockerfile/DL3061': {
    title: 'A Dockerfile does not begin with FROM',
    means:
      'Every stage begins with FROM, the image to start from. Above the first one only ARG may stand, for FROM to use; anything else stops the build.',
    remedy: 'Begin with `FROM NAME:VERSION`.',
  },
  'dockerfile/DL3063': {
    title: 'A stage has a reserved name (ReservedStageName)',
    means:
      'scratch is the empty image, and context is what Docker calls the files that are sent to the build. A line that names such a stage could mean either.',
    remedy: 'Give the stage another name than scratch and context.',
  },
  'dockerfile/DL3064': {
    title: 'A secret is an ARG or ENV and stays in the image (SecretsUsedInArgOrEnv)',
    means:
      'Whoever has the image can read its variables and its history, and ARG and ENV leave their values there. Taking the variable back in a later line does not take it out of the layers below.',
    remedy: 'Give it to the RUN that needs it: `RUN --mount=type=secret,id=NAME`.',
  },
  'dockerfile/DL3065': {
    title: 'FROM names the platform that it has anyway (RedundantTargetPlatform)',
    means:
      'A stage is built for the target platform without being told so. The flag changes nothing, and its readers look for the reason.',
    remedy: 'Leave --platform out.',
  },
  'dockerfile/DL3066': {
    title: 'The user of the image is a name',
    means:
      'With runAsNonRoot and no runAsUser Kubernetes has to see that the user is not root before it starts the container, and a name could be that of user 0. So it does not start it: CreateContainerConfigError.',
    remedy: 'Write its number: runAsNonRoot refuses a name.',
  },
  'dockerfile/DL4000': {
    title: 'MAINTAINER is out of use (MaintainerDeprecated)',
    means:
      'Docker has declared MAINTAINER deprecated in favour of labels, which can say more and are shown wherever images are inspected.',
    remedy: 'Write `LABEL org.opencontainers.image.authors="NAME"`.',
  },
  'dockerfile/DL4003': {
    title: 'A stage has several CMDs (MultipleInstructionsDisallowed)',
    means:
      'The last CMD of a stage is the one that counts. The others mislead whoever wants to know how the container starts.',
    remedy: 'Keep the last one: the others have no effect.',
  },
  'dockerfile/DL4004': {
    title: 'A stage has several ENTRYPOINTs (MultipleInstructionsDisallowed)',
    means: 'The last ENTRYPOINT of a stage is the one that counts. What an earlier one would prepare never happens.',
    remedy: 'Keep the last one: the others have no effect.',
  },
  'dockerfile/DL4006': {
    title: 'A failure before a pipe goes unseen',
    means:
      'A shell takes the result of the last command of a pipe for that of the whole. A download that fails before it leaves an incomplete layer, and the build goes on as if all were well.',
    remedy: 'Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` above.',
  },
  'dockerfile/ConsistentInstructionCasing': {
    title: 'An instruction is written in another case than the others',
    means:
      'Docker reads both cases, and people find the steps of a build by their capitals. BuildKit warns of a mixture at every build.',
    remedy: 'Write all instructions in capitals.',
  },
  'dockerfile/CopyIgnoredFile': {
    title: 'COPY names what .dockerignore leaves out',
    means:
      'What .dockerignore leaves out is not sent to the build, so to COPY it does not exist. The build stops with "not found" although the file lies in the folder.',
    remedy: 'Take the line out of .dockerignore, or add one with ! below it.',
  },
  'dockerfile/copy-absent': {
    title: 'COPY names what does not exist',
    means:
      'COPY takes files from the folder that is sent to the build, never from elsewhere on the machine. For what is not there the build stops.',
    remedy: 'Correct the path.',
  },
  'dockerfile/DuplicateStageName': {
    title: 'Two stages have one name (DL3024)',
    means:
      'FROM and --from name a stage, and of two with one name they can mean one only. The image may then hold the files of the wrong one.',
    remedy: 'Give one of them another name.',
  },
  'dockerfile/ExposeInvalidFormat': {
    title: 'EXPOSE names an address or a port of the host',
    means:
      'EXPOSE says on which port the program in the container listens. At which address and port of the host it is reached is decided by whoever runs the container, not by the image.',
    remedy: 'Write the port of the container alone.',
  },
  'dockerfile/ExposeProtoCasing': {
    title: 'EXPOSE writes its protocol in capitals',
    means:
      'Docker shows ports with their protocol in small letters, as 8000/tcp, and BuildKit warns of another spelling at every build. In the image it changes nothing.',
    remedy: 'Write tcp, udp or sctp in small letters.',
  },
  'dockerfile/FromAsCasing': {
    title: 'AS is written in another case than FROM',
    means: 'Docker reads both. Two spellings on one line look like a slip, and BuildKit warns of them at every build.',
    remedy: 'Write both in capitals.',
  },
  'dockerfile/InvalidDefaultArgInFrom': {
    title: 'FROM needs a build argument to be an image',
    means:
      'FROM takes the default of an ARG unless a build argument is given. Without a default the name of the image is empty or incomplete, and a plain `docker build` stops.',
    remedy: 'Give the ARG a default: `ARG NAME=VALUE`.',
  },
  'dockerfile/LegacyKeyValueFormat': {
    title: 'ENV or LABEL has a space where = belongs',
    means:
      'With a space instead of = the whole rest of the line is the value, so a second variable on the line becomes a part of the first. Docker keeps this form for old files, and warns of it.',
    remedy: 'Write NAME=VALUE, the value in quotes when it has spaces.',
  },
  'dockerfile/NoEmptyContinuation': {
    title: 'An empty line follows one that goes on',
    means:
      'A backslash joins a line with the next one, and Docker still skips empty lines between them; it has announced that they will be errors. They hide where an instruction ends.',
    remedy: 'Remove the empty line: Docker will refuse it.',
  },
  'dockerfile/StageNameCasing': {
    title: 'A stage has capitals in its name',
    means:
      'Docker compares the names of stages without regard to case, and BuildKit warns of capitals in them. In small letters a search finds every use.',
    remedy: 'Write the name in small letters, wherever it is used.',
  },
  'dockerfile/UndefinedArgInFrom': {
    title: 'FROM uses a variable that is not declared',
    means:
      'FROM sees only what an ARG above the first FROM declares. Anything else is empty there, so the name of the image is incomplete and the build stops.',
    remedy: 'Declare it above with ARG.',
  },
  'dockerfile/UndefinedVar': {
    title: 'A variable is not declared where it is used',
    means:
      'Docker puts nothing in place of a variable that nobody declares, and goes on. $APP/src silently becomes /src.',
    remedy: 'Declare it above with ARG or ENV, in the same stage.',
  },
  'ignore/malformed': {
    title: 'A line of .dockerignore cannot be read',
    means:
      'Docker stops at a pattern that it cannot read. A comment behind a pattern is no comment: it becomes part of the pattern, which then matches nothing.',
    remedy: 'Correct the pattern: Docker refuses to build with it.',
  },
  'ignore/root-only': {
    title: 'A pattern of .dockerignore matches at the top only',
    means:
      'In .gitignore node_modules matches in every folder, in .dockerignore at the top only. So app/.env or a folder further down is sent to the build, and COPY may put it into the image.',
    remedy: 'Begin it with **/, for .dockerignore is not read as .gitignore is.',
  },
  'ignore/re-included': {
    title: 'A later line of .dockerignore brings back what this one leaves out',
    means: 'Of all lines that match a path the last one decides. What this line was to leave out is sent after all.',
    remedy: 'Remove one of the two lines.',
  },
  'ignore/no-effect': {
    title: 'A line of .dockerignore with ! brings nothing back',
    means:
      'A line with ! brings back what a line above it leaves out, and is itself undone by a later one. Here nothing is brought back, so either the line is in the wrong place or the files are missing from the build.',
    remedy: 'Remove it, or put it below the line that leaves the files out.',
  },
} as const satisfies Record<string, CodeEntry>;
