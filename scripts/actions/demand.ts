import type { Action, Amounts } from '../core/action.ts';
import type { Container } from '../diagnosis/snapshot.ts';
import { quantityOf } from '../manifests/quantity.ts';
import type { Containers } from './workload.ts';

/** What is counted: in cores and bytes. */
export const resources = ['cpu', 'memory'] as const;
export type Resource = (typeof resources)[number];

/** The two parts of a container's resources. */
export const parts = ['requests', 'limits'] as const;
export type Part = (typeof parts)[number];

/** Amounts by part and resource, in cores and bytes. */
export type Demand = Readonly<Record<Part, Readonly<Record<Resource, number>>>>;

/** The change of resources that an action asks for. */
export type Wanted = Pick<Extract<Action, { action: 'SetResources' }>, 'requests' | 'limits'>;

/** The text of one amount; undefined where it is left as it is. */
export const amountIn = (wanted: Wanted, part: Part, resource: Resource): string | undefined =>
  (wanted[part] as Amounts | undefined)?.[resource];

/** A container with the amounts of an action, which are those of all containers of the pod. */
const resized = (container: Container, wanted: Wanted): Container => ({
  ...container,
  resources: {
    requests: { ...container.resources?.requests, ...wanted.requests },
    limits: { ...container.resources?.limits, ...wanted.limits },
  },
});

/** All containers of a pod with the amounts of an action. */
export const resizedAll = ({ serving, before }: Containers, wanted: Wanted): Containers => ({
  serving: serving.map((one) => resized(one, wanted)),
  before: before.map((one) => resized(one, wanted)),
});

/** The amount that a container has; a request that it does not name is its limit. Undefined where there is none. */
export const amountOf = ({ resources: own }: Container, part: Part, resource: Resource): number | undefined => {
  const text = own?.[part]?.[resource] ?? (part === 'requests' ? own?.limits?.[resource] : undefined);
  return text === undefined ? undefined : quantityOf(String(text));
};

/** What a pod needs: its serving containers together, or the one before them that needs more (Kubernetes: init containers). */
export const demandOf = ({ serving, before }: Containers): Demand =>
  eachAmount((part, resource) =>
    Math.max(
      sumOf(serving.map((one) => amountOf(one, part, resource) ?? 0)),
      ...before.map((one) => amountOf(one, part, resource) ?? 0),
    ),
  );

/** Demands together. */
export const sum = (demands: readonly Demand[]): Demand =>
  eachAmount((part, resource) => sumOf(demands.map((one) => one[part][resource])));

/** A demand so many times. */
export const times = (demand: Demand, count: number): Demand =>
  eachAmount((part, resource) => demand[part][resource] * count);

/** Of two demands the greater one, amount by amount. */
export const greater = (one: Demand, other: Demand): Demand =>
  eachAmount((part, resource) => Math.max(one[part][resource], other[part][resource]));

/** True when an amount is at most another one; sums of fractions are not exact. */
export const isWithin = (amount: number, most: number): boolean => amount - most <= 1e-9 * Math.max(1, Math.abs(most));

/** An amount as people write it: 1.5 cores are `1500m`, bytes have the greatest unit that divides them well. */
export const amountText = (amount: number, resource: Resource): string => {
  if (resource === 'cpu') return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
  const [unit, size] = units.find(([, one]) => amount >= one) ?? ['', 1];
  return `${Math.round((amount / size) * 10) / 10}${unit}`;
};

const units = [
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
] as const;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const eachAmount = (of: (part: Part, resource: Resource) => number): Demand => ({
  requests: { cpu: of('requests', 'cpu'), memory: of('requests', 'memory') },
  limits: { cpu: of('limits', 'cpu'), memory: of('limits', 'memory') },
});
