import {
  anyMember,
  type Behaviour,
  choosing,
  copying,
  extending,
  indenting,
  joining,
  listing,
  memberOf,
  merging,
  parsing,
  quoting,
  reading,
  through,
  touching,
  trimming,
  writing,
} from './behaviours.ts';
import { consume, put, touch } from './machine.ts';
import { either, nothing } from './value.ts';

/** What a function does: those of text/template, sprig and helm (pkg/engine/funcs.go); any other one reads what it is given. */
export const behaviourOf = (name: string): Behaviour => behaviours.get(name) ?? reading;

const groups: readonly (readonly [Behaviour, string])[] = [
  [touching, 'not empty kindOf kindIs typeOf typeIs typeIsLike'],
  [choosing, 'and or coalesce'],
  [writing, 'toYaml mustToYaml toYamlPretty toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson'],
  [parsing, 'fromYaml fromYamlArray fromJson fromJsonArray mustFromJson'],
  [trimming, 'trim trimSuffix trimPrefix toString'],
  [quoting, 'quote squote'],
  [indenting(true), 'nindent'],
  [indenting(false), 'indent'],
  [merging(false), 'merge mustMerge'],
  [merging(true), 'mergeOverwrite mustMergeOverwrite'],
  [copying, 'deepCopy mustDeepCopy'],
  [listing, 'list tuple'],
  [extending, 'append mustAppend push mustPush prepend mustPrepend'],
  [joining, 'concat'],
  [anyMember, 'first mustFirst last mustLast'],
];

const single: Readonly<Record<string, Behaviour>> = {
  default: (call) => choosing({ ...call, args: call.args.toReversed() }),
  ternary: ({ machine, args: [yes = nothing, no = nothing, condition = nothing], at }) => {
    touch(machine, condition, at);
    return either([yes, no]);
  },
  required: ({ machine, args: [message = nothing, value = nothing], at }) => {
    consume(machine, message, at);
    touch(machine, value, at);
    return value;
  },
  index: (call) => through(call, call.args[0] ?? nothing, call.args.slice(1)),
  get: (call) => through(call, call.args[0] ?? nothing, call.args.slice(1, 2)),
  dig: (call) => {
    const found = through(call, call.args.at(-1) ?? nothing, call.args.slice(0, -2));
    touch(call.machine, found, call.at);
    return either([found, call.args.at(-2) ?? nothing]);
  },
  hasKey: (call) => {
    touch(call.machine, through(call, call.args[0] ?? nothing, call.args.slice(1, 2)), call.at);
    return nothing;
  },
  pluck: (call) => {
    const [key = nothing, ...maps] = call.args;
    return [{ kind: 'list', items: maps.map((one) => memberOf(call, one, key)) }];
  },
  dict: (call) => {
    const dict = call.made();
    for (let index = 0; index < call.args.length; index += 2)
      put(call.machine, [dict], call.args[index] ?? nothing, call.args[index + 1] ?? nothing, call.at);
    return [dict];
  },
  pick: (call) => {
    const [value = nothing, ...keys] = call.args;
    const dict = call.made();
    for (const key of keys) put(call.machine, [dict], key, memberOf(call, value, key), call.at);
    return [dict];
  },
  omit: ({ machine, args: [value = nothing, ...keys], at }) => {
    consume(machine, keys.flat(), at);
    return value;
  },
  set: ({ machine, args: [target = nothing, key = nothing, value = nothing], at }) => {
    put(machine, target, key, value, at);
    return target;
  },
  unset: ({ machine, args: [target = nothing, key = nothing], at }) => {
    consume(machine, key, at);
    return target;
  },
};

const behaviours: ReadonlyMap<string, Behaviour> = new Map([
  ...groups.flatMap(([behaviour, names]) => names.split(' ').map((name) => [name, behaviour] as const)),
  ...Object.entries(single),
]);
