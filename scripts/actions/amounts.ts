import type { JsonMap } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { at } from '../core/json.ts';
import { quantityOf } from '../manifests/quantity.ts';
import { amountIn, amountOf, isWithin, parts, type Resource, resizedAll, resources, type Wanted } from './demand.ts';
import type { Containers } from './workload.ts';

/** How many times more, or less, one step may be. */
const greatestStep = 4;

const words = { cpu: 'CPU', memory: 'memory', requests: 'request', limits: 'limit' } as const;

/** Whether amounts are amounts, requests within limits, and steps small; `defaults` are the values that the chart gives. */
export const judgeAmounts = (wanted: Wanted, template: Containers, defaults: JsonMap): readonly Finding[] => {
  const unreadable = judgeQuantities(wanted);
  return unreadable.length > 0
    ? unreadable
    : [...judgeLimits(wanted, template), ...judgeSteps(wanted, template, defaults)];
};

const judgeQuantities = (wanted: Wanted): readonly Finding[] =>
  each(wanted).flatMap(({ part, resource, text }) => {
    const amount = quantityOf(text);
    if (amount !== undefined && amount > 0 && Number.isFinite(amount)) return [];
    return [finding('ai/quantity', `"${text}" is no amount for the ${words[resource]} ${words[part]}`)];
  });

const judgeLimits = (wanted: Wanted, template: Containers): readonly Finding[] => {
  const after = resizedAll(template, wanted);
  return resources.flatMap((resource) => {
    const over = [...after.serving, ...after.before].find((one) => {
      const [request, limit] = [amountOf(one, 'requests', resource), amountOf(one, 'limits', resource)];
      return request !== undefined && limit !== undefined && !isWithin(request, limit);
    });
    if (!over) return [];
    const [request, limit] = [over.resources?.requests?.[resource], over.resources?.limits?.[resource]];
    return [
      finding(
        'ai/request-over-limit',
        `The ${words[resource]} request of container ${over.name} would be ${request}, and its limit ${limit}`,
      ),
    ];
  });
};

/** A step starts from what a container has, or from what the chart gives: the way back from a mistake is never too far. */
const judgeSteps = (wanted: Wanted, template: Containers, defaults: JsonMap): readonly Finding[] =>
  each(wanted).flatMap(({ part, resource, text }) => {
    const live = [...template.serving, ...template.before].map((one) => one.resources?.[part]?.[resource]);
    const given = at(defaults, 'resources', part, resource);
    const starts = [...live, given].flatMap((one) => quantityOf(String(one ?? '')) ?? []).filter((one) => one > 0);
    const amount = quantityOf(text) ?? 0;
    const isSmall =
      isWithin(amount, Math.max(...starts) * greatestStep) && isWithin(Math.min(...starts) / greatestStep, amount);
    if (starts.length === 0 || isSmall) return [];
    const now = live.find((one) => one !== undefined) ?? String(given);
    return [
      finding(
        'ai/step',
        `The ${words[resource]} ${words[part]} would go from ${now} to ${text}, and one step is at most ${greatestStep} times as much or a quarter`,
      ),
    ];
  });

const each = (wanted: Wanted) =>
  parts.flatMap((part) =>
    resources.flatMap((resource: Resource) => {
      const text = amountIn(wanted, part, resource);
      return text === undefined ? [] : [{ part, resource, text }];
    }),
  );
