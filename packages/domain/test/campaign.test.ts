import { describe, expect, it } from 'vitest';
import { afterPlan, planDrain, simulateCampaign } from '../src/index.ts';
import { aHost, anInstance, settled } from './random-cloud.ts';

const cloud = settled({
  hosts: [aHost('a'), aHost('b'), aHost('c', { zone: 'az-b' }), aHost('d', { zone: 'az-b' })],
  instances: [anInstance('1', 'a'), anInstance('2', 'a'), anInstance('3', 'b'), anInstance('4', 'c')],
  groups: [],
});
const request = {
  hosts: ['a', 'b', 'c'],
  atOnce: 1,
  atOncePerZone: null,
  outsideSeconds: 100,
  bringBack: true,
  pace: { linkBytesPerSecond: 10 * 1024 ** 2, secondsPerMove: 4 },
};
const times = (forecast: ReturnType<typeof simulateCampaign>) =>
  forecast.hosts.map(({ host, beginsAt, emptyAt, readyAt, endsAt }) => [
    host,
    beginsAt,
    emptyAt,
    readyAt,
    endsAt,
  ]);

describe('a campaign in thought', () => {
  it('takes one host after the other, there and back', () => {
    const forecast = simulateCampaign(cloud, request);
    // Each move takes 4 s and 1 s of copying; two leave one host one by one, and come home from two hosts at once.
    expect(forecast.hosts.map(({ moves, movesHome }) => [moves, movesHome])).toEqual([
      [2, 2],
      [1, 1],
      [1, 1],
    ]);
    expect(times(forecast)[0]?.slice(0, 4)).toEqual(['a', 0, 10, 110]);
    expect(forecast.hosts[1]?.beginsAt).toBe(forecast.hosts[0]?.endsAt);
    expect(forecast.seconds).toBe(forecast.hosts[2]?.endsAt);
    expect(forecast.hosts.flatMap(({ blockers, away }) => [...blockers, ...away])).toEqual([]);
  });

  it('takes several at once within the limit of a zone', () => {
    const forecast = simulateCampaign(cloud, { ...request, atOnce: 3, atOncePerZone: 1 });
    const [a, c, b] = forecast.hosts;
    expect([a, c, b].map((one) => one?.host)).toEqual(['a', 'c', 'b']);
    expect([a?.beginsAt, c?.beginsAt, b?.beginsAt]).toEqual([0, 0, a?.endsAt]);
    expect(forecast.load.every(({ host }) => ['b', 'd', 'a', 'c'].includes(host))).toBe(true);
  });

  it('closes all that begin at one moment before the first of them is planned', () => {
    const three = settled({
      hosts: [aHost('a'), aHost('b'), aHost('c')],
      instances: [anInstance('1', 'a')],
      groups: [],
    });
    const hosts = ['a', 'b'];
    const together = simulateCampaign(three, { ...request, hosts, atOnce: 2 });
    expect(together.hosts.map(({ moves, movesHome, away }) => [moves, movesHome, away])).toEqual([
      [1, 1, []],
      [0, 0, []],
    ]);
  });

  it('leaves instances where they went when they are not to come home', () => {
    const forecast = simulateCampaign(cloud, { ...request, bringBack: false });
    expect(forecast.hosts.map(({ movesHome, readyAt, endsAt }) => [movesHome, endsAt - readyAt])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('says who would hold it up, and goes on', () => {
    const full = { ...cloud, instances: [...cloud.instances, anInstance('5', 'b', { memoryMb: 95 })] };
    const tight = settled({ ...full, instances: full.instances.filter(({ id }) => id !== '3') });
    const forecast = simulateCampaign(tight, { ...request, hosts: ['b', 'a'], keepFree: 0.1 });
    expect(forecast.hosts[0]?.blockers).toMatchObject([{ instanceId: '5', code: 'memory-short' }]);
    expect(forecast.hosts[1]?.moves).toBe(2);
  });
});

describe('the cloud after a plan', () => {
  it('has the instances where they were sent, and counts them there', () => {
    const plan = planDrain(cloud, { hosts: ['a'] });
    expect(settled(afterPlan(cloud, plan))).toEqual(afterPlan(cloud, plan));
    expect(afterPlan(cloud, plan).instances.some(({ host }) => host === 'a')).toBe(false);
  });
});
