import { beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../core/finding.ts';
import type { Observation, ServiceName, Target, Wanted } from '../core/target.ts';
import type { Http } from '../core/world.ts';

/** What the contract is tried with: a release that serves, and the same release made so that it never becomes ready. */
export type ContractFixture = {
  readonly target: Target;
  readonly http: Http;
  readonly good: Wanted;
  readonly broken: Wanted;
  readonly service: ServiceName;
  /** A path of the Service and a text that its answer holds. */
  readonly path: string;
  readonly says: string;
  /** A text that the evidence about the broken release holds. */
  readonly evidence: string;
};

/** The one contract of every target; its steps build on each other, in this order. */
export const targetContract = (name: string, prepare: () => Promise<ContractFixture>): void => {
  describe(`the contract of target ${name}`, () => {
    let fixture: ContractFixture;
    let first: readonly string[] = [];
    beforeAll(async () => {
      fixture = await prepare();
      await fixture.target.up();
    });

    it('has a platform that is up', async () => {
      const { platform } = await fixture.target.observe();
      expect(platform).toMatchObject({ up: true, findings: [] });
    });

    it('observes nothing of a release that was never installed', async () => expectAbsent(fixture));

    it('installs a release, which then is deployed, ready and reached', async () => {
      const { target, good } = fixture;
      await provide(target, good);
      await target.install(good);
      first = podsOf(await target.observe(), good);
      expect(first.length).toBeGreaterThan(0);
      await expectServing(fixture);
    });

    it('holds the image of the release in builder and node under one id', async () => {
      const { image } = fixture.good;
      const { images } = await fixture.target.observe();
      const seen = images.filter((one) => one.name === image?.name && one.tag === image.tag);
      expect(seen.map((one) => one.where).toSorted()).toEqual(['builder', 'node']);
      expect(new Set(seen.map((one) => one.id)).size).toBe(1);
    });

    it('replaces nothing when the same release is installed again', async () => {
      await fixture.target.install(fixture.good);
      expect(podsOf(await fixture.target.observe(), fixture.good)).toEqual(first);
    });

    it('refuses a broken release with evidence and a remedy, and the old one goes on serving', async () => {
      const { target, broken, evidence } = fixture;
      await provide(target, broken);
      const thrown = await target.install(broken).catch((problem: unknown) => problem);
      expect(thrown).toBeInstanceOf(Problem);
      const { finding } = thrown as Problem;
      expect(finding.remedy).toMatch(/\.$/);
      expect((finding.evidence ?? []).map((one) => one.text).join('\n')).toContain(evidence);
      await expectServing(fixture);
    });

    it('leaves nothing of a release that is uninstalled', async () => {
      await fixture.target.uninstall(fixture.good.release);
      await expectAbsent(fixture);
    });

    it('uninstalls a release that is not there without complaint', async () => {
      await fixture.target.uninstall(fixture.good.release);
      await expectAbsent(fixture);
    });

    it('leaves nothing at all of a broken release that was the first', async () => {
      await expect(fixture.target.install(fixture.broken)).rejects.toThrow(Problem);
      await expectAbsent(fixture);
    });
  });
};

const provide = async (target: Target, { image }: Wanted): Promise<void> => {
  if (!image) return;
  await target.build(image);
  await target.deliver(image);
};

const podsOf = ({ workloads }: Observation, { release }: Wanted): readonly string[] =>
  workloads.filter((workload) => workload.release === release).flatMap(({ pods }) => pods.map((pod) => pod.name));

const expectServing = async ({ target, http, good, service, path, says }: ContractFixture): Promise<void> => {
  const { releases, workloads, services } = await target.observe();
  expect(releases.find((one) => one.name === good.release)).toMatchObject({
    status: 'deployed',
    fingerprint: good.fingerprint,
    drift: [],
  });
  const workload = workloads.find((one) => one.release === good.release);
  expect(workload?.pods.filter((pod) => pod.running && pod.ready)).toHaveLength(workload?.replicas ?? -1);
  expect(services.find((one) => one.name === service)?.readyEndpoints).toBe(workload?.replicas);
  const answer = await http(`${await target.reach(service)}${path}`);
  expect(answer).toMatchObject({ status: 200, text: expect.stringContaining(says) });
};

const expectAbsent = async ({ target, good, service }: ContractFixture): Promise<void> => {
  const { releases, workloads, services } = await target.observe();
  expect(releases.filter((one) => one.name === good.release)).toEqual([]);
  expect(workloads.filter((one) => one.release === good.release)).toEqual([]);
  expect(services.filter((one) => one.name === service)).toEqual([]);
  expect((await target.remnants()).filter((one) => one.kind === 'process')).toEqual([]);
  expect(await target.reach(service)).toBeUndefined();
};
