import { claimShares } from './claim-shares.js';

const of = (...priorities: number[]) => priorities.map((priority, id) => ({ id, priority }));

describe('the shares of a round', () => {
  it('are all of it for one campaign, and equal for campaigns of one priority', () => {
    expect([...claimShares(of(5), 200).values()]).toEqual([200]);
    expect([...claimShares(of(5, 5, 5, 5), 200).values()]).toEqual([50, 50, 50, 50]);
  });

  it('grow with the priority, and leave something to the least urgent', () => {
    expect([...claimShares(of(11, 5), 180).values()]).toEqual([120, 60]);
    expect([...claimShares(of(100, 0), 200).values()]).toEqual([199, 10]);
    expect([...claimShares(of(5), 1).values()]).toEqual([1]);
  });
});
